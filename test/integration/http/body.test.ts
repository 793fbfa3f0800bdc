import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { readBoundedBody } from '../../../sidecar/http/bounded-body.ts';
import { readJsonBody } from '../../../sidecar/http/json-body.ts';
import { sendProblem } from '../../../sidecar/http/problem.ts';
import { exchange, openSocket, send, startServer, type TestServer } from '../../support/http.ts';

const LIMIT = 4 * 1024 * 1024;
const json = ['Content-Type', 'application/json'];

describe('A body', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  async function start(options: { maxBytes: number; anyType?: boolean }): Promise<number> {
    server = await startServer((request, response) => void answer(request, response, options));
    return server.port;
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    options: { maxBytes: number; anyType?: boolean },
  ): Promise<void> {
    const body = await readJsonBody(request, options);
    if (body.ok) response.end(JSON.stringify(body.value));
    else sendProblem(response, body.error);
  }

  it('is read as JSON, in however many pieces it comes', async () => {
    const port = await start({ maxBytes: LIMIT });
    const socket = openSocket(port);
    socket.setEncoding('utf8');
    const whole = JSON.stringify({ text: 'Grüße 🔑' });
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`);
    for (const byte of Buffer.from(whole)) socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
    socket.write('0\r\n\r\n');
    let text = '';
    socket.on('data', (chunk: string) => void (text += chunk));
    await once(socket, 'close');
    expect(text).toContain(whole);
  });

  it('may have exactly as many bytes as the limit, and not one more', async () => {
    const port = await start({ maxBytes: 20 });
    expect((await send({ port, method: 'POST', headers: json, body: `"${'x'.repeat(18)}"` })).status).toBe(200);
    expect((await send({ port, method: 'POST', headers: json, body: `"${'x'.repeat(19)}"` })).status).toBe(413);
  });

  it.each([
    ['with a Content-Length', 'Content-Length', String(6 * 1024 * 1024)],
    ['in chunks', 'Transfer-Encoding', 'chunked'],
  ])('of 6 MB is answered with 413 although the client reads nothing before it has written all, %s', async (_how, name, value) => {
    const port = await start({ maxBytes: LIMIT });
    const { status, headers, text } = await send({
      port,
      method: 'POST',
      headers: [...json, name, value],
      body: Buffer.alloc(6 * 1024 * 1024, 'x'),
    });
    expect(status).toBe(413);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ code: 'body-too-large', status: 413, detail: `The body has more than ${LIMIT} bytes.` });
  });

  it('of 6 MB leaves the connection usable for the next request', async () => {
    const port = await start({ maxBytes: LIMIT });
    const post = (body: string) =>
      fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect((await post(`"${'x'.repeat(6 * 1024 * 1024)}"`)).status).toBe(413);
    const next = await post('[1]');
    expect(next.status).toBe(200);
    expect(await next.json()).toEqual([1]);
  });

  it('that never ends is answered, and its connection cut', async () => {
    server = await startServer((request, response) => {
      void readBoundedBody(request, 1000, { drainBytes: 100_000, drainMs: 60_000, partingMs: 100 }).then((body) => {
        if (!body.ok) sendProblem(response, body.error);
      });
    });
    const socket = openSocket(server.port);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => void (text += chunk));
    // The cut may come as a reset, which is what a client that goes on writing deserves.
    socket.on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const pump = (): void => {
      while (!socket.destroyed && socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`)) continue;
    };
    socket.on('drain', pump);
    pump();
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that trickles in after it is too large is given up after its time', async () => {
    server = await startServer((request, response) => {
      void readBoundedBody(request, 10, { drainBytes: 100_000, drainMs: 50, partingMs: 50 }).then((body) => {
        if (!body.ok) sendProblem(response, body.error);
      });
    });
    expect(await exchange(server.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nxxxxxxxxxxxxxxxx')).toMatch(
      /^HTTP\/1\.1 413 /,
    );
  });

  it('that announces more than is worth reading is answered at once', async () => {
    const port = await start({ maxBytes: LIMIT });
    expect(await exchange(port, `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${10 ** 12}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that breaks off settles as an error, and nothing is left waiting', async () => {
    const outcome = Promise.withResolvers<unknown>();
    server = await startServer((request) => void readBoundedBody(request, 1000).then(outcome.resolve));
    const socket = openSocket(server.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await once(server.server, 'request');
    socket.destroy();
    expect(await outcome.promise).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  it.each([
    ['no type', []],
    ['text/plain, which pages may send without a preflight', ['Content-Type', 'text/plain']],
    ['a form', ['Content-Type', 'application/x-www-form-urlencoded']],
    ['another charset', ['Content-Type', 'application/json; charset=iso-8859-1']],
    ['a type that cannot be read', ['Content-Type', 'json']],
    ['compression', [...json, 'Content-Encoding', 'br']],
  ])('with %s is refused with 415', async (_what, headers) => {
    const port = await start({ maxBytes: LIMIT });
    const { status, text } = await send({ port, method: 'POST', headers, body: '{}' });
    expect(status).toBe(415);
    expect(JSON.parse(text)).toMatchObject({ code: 'unsupported-media-type' });
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON',
    'application/merge-patch+json',
    'application/json; profile=x',
  ])('of the type %s is taken', async (type) => {
    const port = await start({ maxBytes: LIMIT });
    expect((await send({ port, method: 'POST', headers: ['Content-Type', type], body: '{}' })).status).toBe(200);
  });

  it('of any type is taken where the route says so, but not compressed', async () => {
    const port = await start({ maxBytes: LIMIT, anyType: true });
    expect((await send({ port, method: 'POST', headers: ['Content-Type', 'text/plain'], body: '{}' })).status).toBe(200);
    expect((await send({ port, method: 'POST', body: '{}' })).status).toBe(200);
    const compressed = await send({ port, method: 'POST', headers: [...json, 'Content-Encoding', 'gzip'], body: gzipSync('{}') });
    expect(compressed.status).toBe(415);
    expect(compressed.text).toContain('Content-Encoding: gzip');
  });
});
