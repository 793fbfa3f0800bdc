/**
 * The guard before every route: refuses by `Host` and `Origin`, answers preflights, and gives CORS headers to the pages that
 * may read. Works in Express and on plain `node:http`. What is allowed is decided in guard-decision.ts.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGuard, type GuardSettings } from './guard-decision.ts';

type Guard = (request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => void;

const ALLOWED_METHODS = 'GET, POST, DELETE, OPTIONS';
const EXPOSED_HEADERS = 'MQTTX-Last-Event-ID, Mcp-Session-Id';
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Mcp-Session-Id',
  'Mcp-Method',
  'Mcp-Name',
];

export function createHostOriginGuard(settings: GuardSettings): Guard {
  const decide = createGuard(settings);
  return (request, response, next) => {
    const decision = decide({ hosts: lines(request, 'host'), origins: lines(request, 'origin'), target: request.url ?? '' });
    // The answer depends on it also where there is none: a cache must not give it to another origin (Fetch, "CORS and caches").
    response.appendHeader('Vary', 'Origin');
    if (!decision.ok) {
      next(decision.error);
      return;
    }
    if (decision.reader !== undefined) response.setHeader('Access-Control-Allow-Origin', decision.reader);
    if (isPreflight(request)) {
      answerPreflight(request, response, decision.reader !== undefined);
      return;
    }
    if (decision.reader !== undefined) response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    next();
  };
}

/** `headers` keeps the first of several lines only. */
function lines({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** To an origin that may not read nothing is allowed, which its browser takes for a no. */
function answerPreflight(request: IncomingMessage, response: ServerResponse, mayRead: boolean): void {
  response.appendHeader('Vary', 'Access-Control-Request-Headers');
  if (mayRead) {
    response.setHeader('Access-Control-Allow-Methods', ALLOWED_METHODS);
    response.setHeader('Access-Control-Allow-Headers', [...ALLOWED_HEADERS, ...furtherHeaders(request)].join(', '));
    response.setHeader('Access-Control-Max-Age', '600');
  }
  response.writeHead(204);
  response.end();
}

/**
 * CORS knows no `Mcp-*`: of the headers that are asked for, those are named back. `Cache-Control` too, which some EventSource
 * polyfills send.
 */
function furtherHeaders({ headers }: IncomingMessage): string[] {
  const known = new Set(ALLOWED_HEADERS.map((name) => name.toLowerCase()));
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  return [...new Set(asked)].filter((name) => !known.has(name) && /^(?:mcp-[a-z\d-]{1,60}|cache-control)$/.test(name)).slice(0, 32);
}
