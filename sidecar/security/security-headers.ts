/**
 * Headers that every response carries: no guessing of types, no frames, no referrer. The dashboard's pages set a stricter
 * policy of their own. Works in Express and on plain `node:http`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export function securityHeaders(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "frame-ancestors 'none'");
  response.setHeader('Referrer-Policy', 'no-referrer');
  // Express sets it before the first middleware runs.
  response.removeHeader('X-Powered-By');
  next();
}
