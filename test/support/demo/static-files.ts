/** Serves the built dashboard as the sidecar does: with the headers that its hosts add, nothing else. */
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export async function serveFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const relative = normalize(path === '/' ? 'index.html' : path.slice(1));
  const type = TYPES[extname(relative)];
  const content =
    type === undefined || relative.startsWith('..') ? undefined : await readFile(join(folder, relative)).catch(() => undefined);
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "frame-ancestors 'none'",
  });
  response.end(content);
}
