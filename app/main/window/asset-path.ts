/** From an address under the program's own protocol to a file of the dashboard's build, and to its media type. Pure. */
import { extname, join, sep } from 'node:path';
import { isDashboardUrl } from './dashboard-url.ts';

/** Undefined for what is not below the folder, however it is written. */
export function assetPath(root: string, url: string): string | undefined {
  if (!isDashboardUrl(url)) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = join(root, path === '/' ? 'index.html' : path);
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : undefined;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** Undefined for what no page of ours consists of. */
export function mediaTypeOf(file: string): string | undefined {
  return mediaTypes[extname(file).toLowerCase()];
}
