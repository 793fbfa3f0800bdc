/** A request that one instance passes on and another one answers: whole, no faster than its reader, and cut where it cannot be completed. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { Forwarder } from '../../../sidecar/cluster/forwarder.ts';
import { forwarded } from '../../../sidecar/cluster/forward-routes.ts';
import { Injector } from '../../../sidecar/cluster/injector.ts';
import { toAppError } from '../../../sidecar/errors.ts';
import { ANONYMOUS } from '../../../sidecar/security/principal.ts';
import { until } from '../../support/polling.ts';
import { listenOnFreePort } from '../../support/ports.ts';
import { gather } from './members.ts';

/** An instance that owns all, and answers with `routes`; and one at the edge, which passes all on. */
async function pair(routes: RequestListener) {
  const members = await gather();
  const [edge, owner] = [await members.join('edge'), await members.join('owner')];
  const injector = new Injector(owner);
  onTestFinished(() => injector.close());
  injector.serve(routes);
  const forwarder = new Forwarder(edge);
  onTestFinished(() => forwarder.close());
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const passed = forwarded(request, Buffer.concat(chunks), { principal: ANONYMOUS, carrier: 'none' });
      forwarder.forward(owner.tag, passed, response).then(
        (lives) => lives || response.writeHead(404).end('gone'),
        (error: unknown) => response.writeHead(toAppError(error).status).end(toAppError(error).code),
      );
    });
  });
  const origin = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin, owner, injector, forwarder, redis: members.redis };
}

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject);
  });
}

test('method, path, body and headers reach the owner, but for what belongs to the connection or proves who calls', async () => {
  const made = await pair((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      response.writeHead(201, { 'Content-Type': 'application/json', 'X-Answer': 'yes', 'Set-Cookie': ['a=1', 'b=2'] });
      response.end(
        JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString(), caller: made.injector.callerOf(request) }),
      );
    });
  });
  const response = await fetch(`${made.origin}/a/b?c=%20d`, {
    method: 'PUT',
    headers: { 'Authorization': 'Bearer secret', 'Mcp-Session-Id': 's', 'Last-Event-ID': 'e', 'X-Forwarded-For': '10.0.0.1' },
    body: 'héllo',
  });
  expect([response.status, response.headers.get('x-answer')]).toEqual([201, 'yes']);
  const seen = await response.json();
  expect(seen).toMatchObject({
    method: 'PUT',
    url: '/a/b?c=%20d',
    body: 'héllo',
    headers: { 'mcp-session-id': 's', 'last-event-id': 'e' },
    caller: { caller: { principal: { id: ANONYMOUS.id }, carrier: 'none' } },
  });
  expect(JSON.stringify(seen)).not.toMatch(/secret|10\.0\.0\.1/);
});

test('many megabytes come bit for bit, and the owner writes no faster than the client reads', async () => {
  const block = randomBytes(64 * 1024);
  const blocks = 160;
  let written = 0;
  const { origin } = await pair((_request, response) => {
    const write = (): void => {
      while (written < blocks) {
        written += 1;
        if (!response.write(block)) {
          response.once('drain', write);
          return;
        }
      }
      response.end();
    };
    write();
  });
  const response = await open(origin);
  response.pause();
  let before = -1;
  await until('the owner waits', async () => {
    const now = written;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stands = now === before && now === written;
    before = now;
    return stands;
  });
  expect(written).toBeLessThan(blocks);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) throw new Error('There came no bytes.');
    hash.update(chunk);
    bytes += chunk.length;
  }
  const expected = createHash('sha256');
  for (let count = 0; count < blocks; count += 1) expected.update(block);
  expect([bytes, hash.digest('hex')]).toEqual([blocks * block.length, expected.digest('hex')]);
});

test('a client that leaves ends the request at the owner', async () => {
  let isClosed = false;
  const { origin } = await pair((_request, response) => {
    response.writeHead(200).write('begun');
    response.on('close', () => (isClosed = true));
  });
  const response = await open(origin);
  response.destroy();
  await until('it has ended there', () => isClosed);
  expect(isClosed).toBe(true);
});

test('an owner that breaks off cuts the response, and one that says nothing before is told as that', async () => {
  const { origin } = await pair((request, response) => {
    if (request.url === '/at-once') response.destroy();
    else {
      response.writeHead(200).write('begun');
      response.once('error', () => {});
      setImmediate(() => response.destroy());
    }
  });
  const response = await open(origin);
  await expect(response.toArray()).rejects.toThrow('aborted');
  const refused = await fetch(`${origin}/at-once`);
  expect([refused.status, await refused.text()]).toEqual([503, 'cluster-unavailable']);
});

test('a dead owner ends what it was answering, and is gone for what comes later', async () => {
  const { origin, owner } = await pair((_request, response) => {
    response.writeHead(200).write('begun');
  });
  const response = await open(origin);
  await owner.die();
  await expect(response.toArray()).rejects.toThrow('aborted');
  const later = await fetch(origin);
  expect([later.status, await later.text()]).toEqual([404, 'gone']);
});

test('a part that was lost cuts the response, instead of leaving a hole in it', async () => {
  const { origin, owner, redis } = await pair((_request, response) => {
    response.writeHead(200).write('begun');
  });
  const edges: string[] = [];
  const seen = redis.client.duplicate();
  onTestFinished(() => seen.disconnect());
  seen.on('pmessage', (_pattern, channel: string, text: string) => {
    const id = /"kind":"head","?.*?"id":"([^"]+)"|"id":"([^"]+)","number":0/.exec(text);
    if (text.includes('"method":"response"') && id !== null) edges.push(`${channel} ${id[1] ?? id[2]}`);
  });
  await seen.psubscribe('mqttx-sse:to:*');
  const response = await open(origin);
  await until('the head was seen', () => edges.length > 0);
  const [channel = '', id = ''] = edges[0]?.split(' ') ?? [];
  const part = { kind: 'data', id, number: 7, data: '' };
  await redis.client.publish(channel, JSON.stringify({ kind: 'post', from: owner.tag, method: 'response', body: part }));
  await expect(response.toArray()).rejects.toThrow('aborted');
});

test('Redis that goes cuts what is on its way', async () => {
  const { origin, redis } = await pair((_request, response) => {
    response.writeHead(200).write('begun');
  });
  const response = await open(origin);
  await redis.kill();
  await expect(response.toArray()).rejects.toThrow('aborted');
});

test('a request that is given up while it is still being sent is refused, and harms nobody else', async () => {
  const { origin, forwarder } = await pair((_request, response) => void response.writeHead(200));
  const asked = fetch(origin);
  while (forwarder.count === 0) await new Promise(setImmediate);
  // It is on its way to Redis in this turn of the event loop; nobody waits for an answer so far.
  forwarder.close();
  const refused = await asked;
  expect([refused.status, await refused.text()]).toEqual([503, 'cluster-unavailable']);
});

test('a client that does not read leaves one listener at its response, however many parts wait for it', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  let isHeld = false;
  const { origin } = await pair((_request, response) => {
    response.write('x'.repeat(16 * 1024 * 1024));
    // Small parts, as events are, once the large one has filled what there is on the way.
    const timer = setInterval(() => {
      isHeld ||= response.writableLength > 1024 * 1024;
      response.write('y'.repeat(100));
    }, 1);
    onTestFinished(() => clearInterval(timer));
  });
  const response = await open(`${origin}/`);
  onTestFinished(() => void response.destroy());
  response.pause();
  await until('the owner is held back', () => isHeld);
  response.resume();
  let received = 0;
  response.on('data', (bytes: Buffer) => (received += bytes.length));
  await until('all has come', () => received > 16 * 1024 * 1024);
  expect(warnings.map(({ message }) => message)).toEqual([]);
});
