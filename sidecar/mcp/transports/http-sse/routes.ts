/**
 * `GET …/sse` opens a session, `POST …/message?sessionId=…` brings its messages (WIRE: MCP over HTTP+SSE). Authentication
 * and the Host/Origin guard stand before these routes.
 */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { AppError, toAppError } from '../../../errors.ts';
import { readJsonBody } from '../../../http/json-body.ts';
import type { Authenticate } from '../../../security/authenticate.ts';
import type { Principal } from '../../../security/principal.ts';
import { createSessionId, type McpSession, type SessionTransport } from '../../session.ts';
import type { McpSessions } from '../../sessions.ts';
import { HTTP_SSE_PROTOCOL_VERSION, parseInbound } from './inbound.ts';
import { HttpSseTransport } from './transport.ts';

interface HttpSseParts {
  readonly sessions: McpSessions;
  readonly authenticate: Authenticate;
  /** Path, or URL where a public one is configured, that the message endpoint is announced under. */
  readonly messageEndpoint: string;
  readonly heartbeatMs: number;
  readonly bodyBytes: number;
  readonly bufferBytes: number;
  readonly createSession: (id: string, transport: SessionTransport, principal: Principal, address: string) => McpSession;
}

interface OpenSession {
  readonly session: McpSession;
  readonly transport: HttpSseTransport;
}

export interface HttpSseRoutes {
  readonly router: Router;
  /** Ends every stream, telling its client to come back after the time given; the sessions end with them. */
  close(retryMs: number): Promise<void>;
}

export function createHttpSseRoutes(parts: HttpSseParts): HttpSseRoutes {
  const open = new Map<string, OpenSession>();
  const heartbeat = setInterval(() => {
    const now = Date.now();
    for (const { transport } of open.values()) transport.heartbeat(now);
  }, parts.heartbeatMs);
  heartbeat.unref();

  const router = Router();
  router.get('/sse', async (request, response) => {
    const principal = await authenticated(parts.authenticate, request, response);
    if (principal === undefined) return;
    parts.sessions.assertRoom();
    const id = createSessionId();
    const transport = new HttpSseTransport({
      sessionId: id,
      response,
      endpoint: `${parts.messageEndpoint}?sessionId=${id}`,
      bufferBytes: parts.bufferBytes,
      onSent: () => session.sent(),
    });
    const session = parts.createSession(id, transport, principal, addressOf(request));
    open.set(id, { session, transport });
    session.onClosed(() => open.delete(id));
    parts.sessions.add(session);
    await session.server.connect(transport);
  });
}
