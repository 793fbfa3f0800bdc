/**
 * Serves the page of an example on a port of its own, as your web server would: the page and the sidecar are two origins. Scripts are
 * TypeScript and lose their types on the way out; in your project a bundler does that.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const STYLE = fileURLToPath(new URL('page.css', import.meta.url));

export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param sidecar replaces `%sidecar%` in the page */
export async function servePage(folder: string, sidecar: string): Promise<PageServer> {
  const files: Record<string, { readonly type: string; readonly read: () => Promise<string> }> = {
    '/': {
      type: 'text/html',
      read: async () => (await readFile(join(folder, 'index.html'), 'utf8')).replaceAll('%sidecar%', sidecar),
    },
    '/page.css': { type: 'text/css', read: () => readFile(STYLE, 'utf8') },
    '/style.css': { type: 'text/css', read: () => readFile(join(folder, 'style.css'), 'utf8') },
    '/app.js': {
      type: 'text/javascript',
      read: async () => (await transform(await readFile(join(folder, 'app.ts'), 'utf8'), { loader: 'ts', target: 'es2022' })).code,
    },
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    file.read().then(
      (content) => response.writeHead(200, { 'Content-Type': `${file.type}; charset=utf-8` }).end(content),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://localhost:${port}/`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
