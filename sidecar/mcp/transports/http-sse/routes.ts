/**
 * `GET …/sse` opens a session, `POST …/message?sessionId=…` brings its messages (WIRE: MCP over HTTP+SSE). The Host/Origin
 * guard stands before these routes; whatever they throw is mapped by the error middleware behind them.
 */
import { Router, type Request, type Response } from 'express';
import { AppError } from '../../../errors.ts';
import { onlyMethods } from '../../../http/error-middleware.ts';
import { readJsonBody } from '../../../http/json-body.ts';
import type { Authenticated } from '../../../security/authenticate.ts';
import type { AuthenticationGate } from '../../../security/authentication-gate.ts';
import type { Principal } from '../../../security/principal.ts';
import type { McpSession, SessionTransport } from '../../session.ts';
import type { McpSessions } from '../../sessions.ts';
import { parseInbound } from '../inbound.ts';
import { HTTP_SSE_PROTOCOL_VERSION, initializingClient } from './inbound.ts';
import { HttpSseTransport } from './transport.ts';

interface HttpSseParts {
  readonly sessions: McpSessions;
  readonly authenticate: AuthenticationGate;
  /** Path, or URL where a public one is configured, under which the message endpoint is announced. */
  readonly messageEndpoint: string;
  readonly newSessionId: () => string;
  readonly heartbeatMs: number;
  readonly bodyBytes: number;
  /** Bytes that may wait for one client before its notifications are dropped. */
  readonly bufferBytes: number;
  readonly createSession: (parts: { id: string; transport: SessionTransport; principal: Principal; address: string }) => McpSession;
}

interface OpenSession {
  /** How the session was opened: a proof in the query stands for the messages too, since its client can send no header. A token that comes later takes its place. */
  opened: Authenticated;
  readonly session: McpSession;
  readonly transport: HttpSseTransport;
}

interface HttpSseRoutes {
  readonly router: Router;
  /** Tells every client when to come back; the sessions are ended by their registry. */
  close(retryMs: number): void;
}

export function createHttpSseRoutes(parts: HttpSseParts): HttpSseRoutes {
  const { sessions, messageEndpoint, heartbeatMs, bufferBytes } = parts;
  const open = new Map<string, OpenSession>();

  async function openSession(request: Request, response: Response): Promise<void> {
    const opened = await parts.authenticate(request, response);
    sessions.assertRoom();
    const id = parts.newSessionId();
    const endpoint = `${messageEndpoint}?sessionId=${id}`;
    const transport = new HttpSseTransport({ sessionId: id, response, endpoint, heartbeatMs, bufferBytes, onSent: () => session.sent() });
    const session = parts.createSession({ id, transport, principal: opened.principal, address: addressOf(request) });
    open.set(id, { opened, session, transport });
    session.onClosed(() => open.delete(id));
    sessions.add(session);
    await session.server.connect(transport);
  }

  async function takeMessage(request: Request, response: Response): Promise<void> {
    const found = sessionOf(request, open);
    const { session, transport } = found;
    const { principal } = await parts.authenticate(request, response, found.opened);
    if (principal.id !== session.principal.id) throw new AppError('insufficient-scope', 'The session belongs to somebody else.');
    found.opened = { ...found.opened, principal };
    session.renew(principal);
    const body = await readJsonBody(request, { maxBytes: parts.bodyBytes, anyType: true });
    if (!body.ok) throw body.error;
    const message = parseInbound(body.value, HTTP_SSE_PROTOCOL_VERSION);
    session.received();
    const client = initializingClient(message);
    if (client !== undefined) session.initialized(client, HTTP_SSE_PROTOCOL_VERSION);
    response.writeHead(202, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 8 }).end('Accepted');
    transport.onmessage?.(message);
    sessions.changed(session.id);
  }

  const router = Router();
  // A HEAD would open a session of which nobody could ever hear.
  router.route('/sse').head(onlyMethods('GET')).get(openSession).all(onlyMethods('GET'));
  router.route('/message').post(takeMessage).all(onlyMethods('POST'));
  return {
    router,
    close(retryMs) {
      for (const { transport } of open.values()) transport.announceRetry(retryMs);
    },
  };
}

function sessionOf(request: Request, open: ReadonlyMap<string, OpenSession>): OpenSession {
  const { sessionId } = request.query;
  if (typeof sessionId !== 'string' || sessionId === '') throw new AppError('session-required');
  const found = open.get(sessionId);
  if (found === undefined || found.session.isClosed) throw new AppError('session-not-found');
  return found;
}

function addressOf({ ip, socket }: Request): string {
  return `${ip ?? 'unknown'}:${socket.remotePort ?? 0}`;
}
