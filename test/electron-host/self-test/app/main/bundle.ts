/**
 * Serves the renderer's files over `app://bundle`, with a strict content security policy.
 */
import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';

const ROOT = join(import.meta.dirname, '../renderer');

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

export function serveBundle(): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = normalize(join(ROOT, decodeURIComponent(pathname)));
    if (host !== 'bundle' || !file.startsWith(ROOT + sep)) return new Response('Forbidden', { status: 403 });
    const response = await net.fetch(pathToFileURL(file).href);
    const headers = new Headers(response.headers);
    headers.set('content-security-policy', POLICY);
    return new Response(response.body, { status: response.status, headers });
  });
}
