/**
 * Headers that every response carries: no guessing of types, no frames, no referrer, and over TLS none but HTTPS from now on. The
 * dashboard's pages set a stricter policy of their own. Works in Express and on plain `node:http`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseAuthority } from './host-header.ts';
import { isLoopbackHost } from './loopback.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** @param hstsSeconds how long browsers are to use HTTPS only; absent where this server does not speak it itself */
export function createSecurityHeaders({ hstsSeconds = 0 }: { readonly hstsSeconds?: number | undefined }): Middleware {
  return (request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Security-Policy', "frame-ancestors 'none'");
    response.setHeader('Referrer-Policy', 'no-referrer');
    if (hstsSeconds > 0 && !isLoopback(request)) response.setHeader('Strict-Transport-Security', `max-age=${hstsSeconds}`);
    // Express sets it before the first middleware runs.
    response.removeHeader('X-Powered-By');
    next();
  };
}

/** The header holds for every port of a host (RFC 6797, section 8.3): for `localhost` it would lock up whatever else runs there. */
function isLoopback({ headers }: IncomingMessage): boolean {
  return isLoopbackHost(parseAuthority(headers.host ?? '')?.host ?? '');
}
