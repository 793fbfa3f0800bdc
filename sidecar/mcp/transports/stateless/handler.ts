/**
 * The revision without sessions (2026-07-28): every request is complete in itself and gets a server of its own, by the SDK's
 * handler. It checks the headers and the envelope, answers `server/discover` and keeps the streams of `subscriptions/listen`.
 * Used by the routes of `…/mcp`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, type McpServer, type ServerEventBus } from '@modelcontextprotocol/server';
import type { Log } from '../../../observe/log.ts';
import type { Principal } from '../../../security/principal.ts';
import { sendWebResponse, webRequest } from './web-request.ts';

interface StatelessParts {
  readonly createServer: (principal: Principal) => McpServer;
  /** What is published here reaches the streams of `subscriptions/listen` that asked for it. */
  readonly events: ServerEventBus;
  readonly bufferBytes: number;
  readonly keepAliveMs: number;
  readonly log: Log;
}

export interface StatelessHandler {
  /** @param body the body, parsed */
  serve(request: IncomingMessage, response: ServerResponse, body: unknown, principal: Principal): Promise<void>;
  close(): Promise<void>;
}

export function createStatelessHandler({ createServer, events, bufferBytes, keepAliveMs, log }: StatelessParts): StatelessHandler {
  const callers = new WeakMap<Request, Principal>();
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const principal = requestInfo === undefined ? undefined : callers.get(requestInfo);
      if (principal === undefined) throw new Error('A request came past the authentication.');
      return createServer(principal);
    },
    { legacy: 'reject', bus: events, keepAliveMs, onerror: (error) => log.debug('A request without a session was not served', { error }) },
  );

  return {
    async serve(incoming, response, body, principal) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const request = webRequest(incoming, gone.signal);
      callers.set(request, principal);
      await sendWebResponse(await handler.fetch(request, { parsedBody: body }), response, bufferBytes);
    },
    close: () => handler.close(),
  };
}
