import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { describePortHolder } from '../../../sidecar/observe/describe-port-holder.ts';
import { createHealth } from '../../../sidecar/observe/health.ts';
import { identifySidecar } from '../../../sidecar/observe/identify-sidecar.ts';
import { findPortHolder } from '../../../sidecar/observe/port-holder.ts';
import { createRedactor } from '../../../sidecar/observe/redact.ts';
import { startServer, type TestServer } from '../../support/http.ts';
import { freePort, waitUntilAccepting } from '../../support/ports.ts';

describe('The holder of a port', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  async function occupy(): Promise<number> {
    const port = await freePort();
    const code = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
    child = spawn(process.execPath, ['-e', code, '--', '--password', 'hunter2-secret'], { stdio: 'ignore' });
    await waitUntilAccepting(port);
    return port;
  }

  it('is another process, by pid, name and command', async () => {
    const port = await occupy();
    const holder = await findPortHolder(port);
    expect(holder?.pid).toBe(child?.pid);
    expect(holder?.name).toMatch(/node|MainThread/i);
  });

  it('is told in words, without the secrets of its command line', async () => {
    const port = await occupy();
    const words = await describePortHolder(port, createRedactor());
    expect(words).toMatch(new RegExp(`^is in use by .*\\(process ${child?.pid}\\)`));
    expect(words).not.toContain('hunter2');
  });

  it('is nobody where nothing listens', async () => {
    const port = await freePort();
    expect(await findPortHolder(port)).toBeUndefined();
    expect(await describePortHolder(port, createRedactor())).toBe('is in use by a process that the system does not name');
  });
});

describe('identifySidecar', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  const start = async (listener: RequestListener): Promise<number> => {
    server = await startServer(listener);
    return server.port;
  };

  it('recognises a sidecar by its health', async () => {
    const health = createHealth({ version: '1.2.3', checks: [], pid: 42 });
    const port = await start((request, response) =>
      response.writeHead(request.url === '/health/live' ? 200 : 404).end(JSON.stringify(health.live())),
    );
    expect(await identifySidecar(port)).toEqual({ version: '1.2.3', pid: 42, scheme: 'http' });
  });

  it.each([
    ['another program', '{"status":"ok","name":"something-else","version":"1","pid":1}'],
    ['a page', '<!doctype html>'],
    ['a flood', 'x'.repeat(100_000)],
  ])('does not take %s for one', async (_what, answer) => {
    const port = await start((_request, response) => void response.end(answer));
    expect(await identifySidecar(port)).toBeUndefined();
  });

  it('waits neither for one that does not answer nor for one that never ends', async () => {
    const silent = await start(() => {});
    expect(await identifySidecar(silent, { timeoutMs: 50 })).toBeUndefined();
    await server?.close();
    const endless = await start((_request, response) => void setInterval(() => response.destroyed || response.write(' '), 5).unref());
    expect(await identifySidecar(endless, { timeoutMs: 100 })).toBeUndefined();
  });

  it('finds none where nothing listens', async () => {
    expect(await identifySidecar(await freePort())).toBeUndefined();
  });

  it('finds none where something other than HTTP listens', async () => {
    const port = await freePort();
    await using mail = createServer((socket) => {
      socket.on('error', () => {});
      socket.resume().end('220 mail\r\n');
    });
    mail.listen(port, '127.0.0.1');
    await once(mail, 'listening');
    expect(await identifySidecar(port)).toBeUndefined();
  });
});
