/** `GET /mqttx/client.js`, as the sidecar serves it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { provideClientBuild } from '../../../scripts/client-build.ts';
import { createClientScriptRoutes } from '../../../sidecar/http/client-script.ts';
import { createErrorMiddleware } from '../../../sidecar/http/error-middleware.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { startServer } from '../../support/http.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

/** A server with that route alone. */
async function serve(find: () => string | undefined, sink: (line: string) => void = () => {}): Promise<string> {
  const app = express();
  app.use('/mqttx', createClientScriptRoutes(find), createErrorMiddleware(createLog({ level: 'error', sink })));
  const server = await startServer(app);
  onTestFinished(() => server.close());
  return `${server.url}/mqttx/client.js`;
}

describe('GET /mqttx/client.js', () => {
  it('serves the built library as a script that runs', async () => {
    await provideClientBuild();
    const sidecar = await startTestSidecar();
    onTestFinished(() => sidecar.stop());
    const response = await fetch(`${sidecar.origin}/mqttx/client.js`);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toMatch(/^var mqttx=/);
  });

  it('lets a browser keep it, and answers 304 as long as it is the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'script-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'script.js');
    writeFileSync(file, 'var mqttx = 1;');
    const url = await serve(() => file);
    const first = await fetch(url);
    expect(first.headers.get('Cache-Control')).toBe('no-cache');
    const headers = { 'If-Modified-Since': first.headers.get('Last-Modified') ?? '', 'Cache-Control': 'max-age=0' };
    expect((await fetch(url, { headers })).status).toBe(304);
  });

  it('is done when it has served it whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'script-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'script.js');
    // More than the buffers between server and client take, so that the file is read before the client has it all.
    writeFileSync(file, ' '.repeat(16_000_000));
    const errors: string[] = [];
    const url = await serve(
      () => file,
      (line) => errors.push(line),
    );
    const response = await fetch(url);
    expect((await response.text()).length).toBe(16_000_000);
    // What the server does after the last byte is behind it when it has answered once more.
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('says how to build it where it was not built', async () => {
    const response = await fetch(await serve(() => undefined));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not-found', hint: expect.stringContaining('npm run build') });
  });

  it('refuses other methods, naming those that it serves', async () => {
    const response = await fetch(await serve(() => undefined), { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET, HEAD');
  });
});
