/**
 * `POST|GET|DELETE …/mcp`: the revisions with sessions are served here, requests of 2026-07-28 are handed to the stateless
 * handler; a request says by itself which it is. The Host/Origin guard stands before, the JSON-RPC error mapping behind.
 */
import { isLegacyRequest, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { Router, type Request, type Response } from 'express';
import { AppError } from '../../../errors.ts';
import { onlyMethods } from '../../../http/error-middleware.ts';
import { readJsonBody } from '../../../http/json-body.ts';
import type { AuthenticationGate } from '../../../security/authentication-gate.ts';
import type { Principal } from '../../../security/principal.ts';
import type { McpSession } from '../../session.ts';
import type { SessionFactory } from '../../session-factory.ts';
import type { McpSessions } from '../../sessions.ts';
import { parseInbound } from '../inbound.ts';
import type { StatelessHandler } from '../stateless/handler.ts';
import { webRequest } from '../stateless/web-request.ts';
import { ASSUMED_VERSION, assertAccepts, assertSessionVersion, namesModernVersion, SESSION_VERSIONS } from './headers.ts';
import { StreamableHttpTransport } from './transport.ts';

interface StreamableHttpParts {
  readonly sessions: McpSessions;
  readonly authenticate: AuthenticationGate;
  readonly newSessionId: () => string;
  readonly createSession: SessionFactory;
  readonly stateless: StatelessHandler;
  readonly bodyBytes: number;
  /** Bytes that are kept of one session's streams. */
  readonly bufferBytes: number;
  readonly keepAliveMs: number;
  readonly retryMs: number;
}

interface OpenSession {
  readonly session: McpSession;
  readonly transport: StreamableHttpTransport;
}

interface StreamableHttpRoutes {
  readonly router: Router;
  /** Tells every client when to come back; the sessions are ended by their registry. */
  close(retryMs: number): void;
}

const METHODS = ['GET', 'POST', 'DELETE'] as const;

export function createStreamableHttpRoutes(parts: StreamableHttpParts): StreamableHttpRoutes {
  const { sessions, authenticate, stateless, bufferBytes, keepAliveMs, retryMs } = parts;
  const open = new Map<string, OpenSession>();

  async function post(request: Request, response: Response): Promise<void> {
    const { principal } = await authenticate(request, response);
    const body = await readJsonBody(request, { maxBytes: parts.bodyBytes });
    if (!body.ok) throw body.error;
    if (Array.isArray(body.value)) parseInbound(body.value, ASSUMED_VERSION);
    if (!(await isLegacyRequest(webRequest(request), body.value))) {
      await stateless.serve(request, response, body.value, principal);
      return;
    }
    assertAccepts(request.headers, 'application/json', 'text/event-stream');
    const message = parseInbound(body.value, ASSUMED_VERSION);
    const { session, transport } = isInitialize(message) ? await begin(request, principal) : sessionOf(request, principal);
    session.received();
    transport.receive(message, response);
    sessions.changed(session.id);
  }

  async function begin(request: Request, principal: Principal): Promise<OpenSession> {
    if (request.headers['mcp-session-id'] !== undefined) {
      throw new AppError('invalid-request', 'A session is initialized once.', {
        hint: 'Send initialize without Mcp-Session-Id to open another.',
      });
    }
    sessions.assertRoom();
    const id = parts.newSessionId();
    const transport = new StreamableHttpTransport({
      sessionId: id,
      bufferBytes,
      keepAliveMs,
      retryMs,
      primes: () => (session.protocolVersion ?? '') >= '2025-11-25',
      onLost: (count) => session.lost(count),
      onSent: () => session.sent(),
    });
    const session = parts.createSession({
      id,
      transportKind: 'streamable-http',
      transport,
      principal,
      address: `${request.ip ?? 'unknown'}:${request.socket.remotePort ?? 0}`,
      protocolVersions: SESSION_VERSIONS,
    });
    const opened = { session, transport };
    open.set(id, opened);
    session.onClosed(() => open.delete(id));
    sessions.add(session);
    await session.server.connect(transport);
    return opened;
  }

  async function get(request: Request, response: Response): Promise<void> {
    const { principal } = await authenticate(request, response);
    demandSession(request, response);
    assertAccepts(request.headers, 'text/event-stream');
    const { session, transport } = sessionOf(request, principal);
    session.heard();
    transport.listen(request, response);
  }

  async function end(request: Request, response: Response): Promise<void> {
    const { principal } = await authenticate(request, response);
    demandSession(request, response);
    await sessionOf(request, principal).session.close();
    response.status(200).end();
  }

  /** The session that the request names, for the one whom it belongs to. */
  function sessionOf({ headers }: Request, principal: Principal): OpenSession {
    assertSessionVersion(headers);
    const id = headers['mcp-session-id'];
    if (typeof id !== 'string' || id === '') {
      throw new AppError('session-required', 'The request names no session.', {
        hint: 'Send initialize first, then Mcp-Session-Id with every request.',
      });
    }
    const found = open.get(id);
    if (found === undefined || found.session.isClosed) {
      throw new AppError('session-not-found', undefined, {
        hint: 'The session has ended. Send initialize without Mcp-Session-Id to open another.',
      });
    }
    if (found.session.principal.id !== principal.id) throw new AppError('insufficient-scope', 'The session belongs to somebody else.');
    found.session.renew(principal);
    return found;
  }

  const router = Router();
  router
    .route('/mcp')
    .head(onlyMethods(...METHODS))
    .get(get)
    .post(post)
    .delete(end)
    .all(onlyMethods(...METHODS));
  return {
    router,
    close(comeBackMs) {
      for (const { transport } of open.values()) transport.announceRetry(comeBackMs);
    },
  };
}

/** The revision without sessions has one method only. */
function demandSession(request: Request, response: Response): void {
  if (request.headers['mcp-session-id'] !== undefined || !namesModernVersion(request.headers)) return;
  response.setHeader('Allow', 'POST');
  throw new AppError('method-not-allowed', `${request.method} is not part of the revision without sessions.`, { hint: 'Use POST.' });
}

function isInitialize(message: JSONRPCMessage): boolean {
  return 'method' in message && 'id' in message && message.method === 'initialize';
}
