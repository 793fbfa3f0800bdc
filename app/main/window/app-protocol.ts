/**
 * Serves the dashboard's build to the window under a protocol of the program's own, so that the page has an origin, no rights of a
 * file, and a content security policy that no document can do without.
 */
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { assetPath, mediaTypeOf } from './asset-path.ts';
import { SCHEME } from './dashboard-url.ts';

/** The page is given everything over the bridge: it connects to nothing, not even to the sidecar. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Has to be called before the program is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** @param root folder of the dashboard's build */
export function serveDashboard(root: string): void {
  protocol.handle(SCHEME, async ({ method, url }) => {
    const file = assetPath(root, url);
    const type = file === undefined ? undefined : mediaTypeOf(file);
    if (file === undefined || type === undefined || method !== 'GET') return respond('Not here.', 404, 'text/plain');
    try {
      return respond(await readFile(file), 200, type);
    } catch {
      return respond('Not found.', 404, 'text/plain');
    }
  });
}

function respond(body: string | Uint8Array<ArrayBuffer>, status: number, type: string): Response {
  const headers = {
    'Content-Type': type,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  };
  return new Response(body, { status, headers });
}
