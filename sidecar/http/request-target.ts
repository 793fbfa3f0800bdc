/**
 * Path and query of a request as the client sent them. Routers of Express shorten `url` to what is left for them and keep the
 * whole in `originalUrl`; requests of `node:http` have `url` alone.
 */
import type { IncomingMessage } from 'node:http';

interface RequestTarget {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether the query is percent-encoded UTF-8; in `query` what is not has become U+FFFD. */
  readonly isWellEncoded: boolean;
}

export function requestTarget(request: IncomingMessage): RequestTarget {
  const target = 'originalUrl' in request && typeof request.originalUrl === 'string' ? request.originalUrl : (request.url ?? '/');
  const start = target.indexOf('?');
  if (start === -1) return { path: target, query: new URLSearchParams(), isWellEncoded: true };
  const query = target.slice(start + 1);
  return { path: target.slice(0, start), query: new URLSearchParams(query), isWellEncoded: isWellEncoded(query) };
}

function isWellEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
