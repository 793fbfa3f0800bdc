/**
 * The revision without sessions (2026-07-28): every request is complete in itself and gets a server of its own, by the SDK's
 * handler. It checks the headers and the envelope, answers `server/discover` and keeps the streams of `subscriptions/listen`.
 * What that is told of resources comes from listen-feeds.ts. Used by the routes of `…/mcp`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';
import { callAt } from '../../../call-at.ts';
import type { Log } from '../../../observe/log.ts';
import type { Principal } from '../../../security/principal.ts';
import type { OpenListening } from '../../resources/listening.ts';
import { listenRequest } from '../listen-request.ts';
import type { ListenFeeds } from './listen-feeds.ts';
import { sendWebResponse, webRequest } from './web-request.ts';

interface StatelessParts {
  readonly createServer: (principal: Principal) => McpServer;
  /** What is published here reaches the streams of `subscriptions/listen` that asked for it. */
  readonly events: ListenFeeds;
  readonly openListening: OpenListening;
  /** Streams of `subscriptions/listen` that may be open at once. */
  readonly maxListeners: number;
  readonly bufferBytes: number;
  readonly keepAliveMs: number;
  /** For how long after its end a token is still accepted, because clocks may differ. */
  readonly clockToleranceMs: number;
  readonly log: Log;
}

export interface StatelessHandler {
  /** @param body the body, parsed */
  serve(request: IncomingMessage, response: ServerResponse, body: unknown, principal: Principal): Promise<void>;
  close(): Promise<void>;
}

export function createStatelessHandler(parts: StatelessParts): StatelessHandler {
  const { createServer, events, openListening, maxListeners, bufferBytes, keepAliveMs, clockToleranceMs, log } = parts;
  const callers = new WeakMap<Request, Principal>();
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const principal = requestInfo === undefined ? undefined : callers.get(requestInfo);
      if (principal === undefined) throw new Error('A request came past the authentication.');
      return createServer(principal);
    },
    {
      legacy: 'reject',
      bus: events,
      maxSubscriptions: maxListeners,
      keepAliveMs,
      onerror: (error) => log.debug('A request without a session was not served', { error }),
    },
  );

  /** Asked for all of what it names first, so that nothing is missed once the stream says that it listens. */
  async function answer(request: Request, body: unknown, principal: Principal): Promise<Response> {
    const listen = listenRequest(body);
    if (listen === undefined) return handler.fetch(request, { parsedBody: body });
    const listening = await openListening({ principal, client: listen.client }, listen.uris);
    return events.serve(listening, () => handler.fetch(request, { parsedBody: listen.narrowedTo(listening.honored) }));
  }

  return {
    async serve(incoming, response, body, principal) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      if (principal.expiresAt !== undefined) endWith(principal.expiresAt, clockToleranceMs, gone);
      const request = webRequest(incoming, gone.signal);
      callers.set(request, principal);
      await sendWebResponse(await answer(request, body, principal), response, bufferBytes);
    },
    close: () => handler.close(),
  };
}

/** What a token permits ends with it, a stream that it opened included; one that was accepted late has what is left of the tolerance. */
function endWith(expiresAt: number, clockToleranceMs: number, gone: AbortController): void {
  const at = expiresAt > Date.now() ? expiresAt : expiresAt + clockToleranceMs;
  const callOff = callAt(at, Date.now, () => gone.abort());
  gone.signal.addEventListener('abort', callOff, { once: true });
}
