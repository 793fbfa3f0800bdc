/** A living server under requests that make no sense: each is answered or cut, none is a fault of the server's, and others notice nothing. */
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSocket } from '../../support/http.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { connack, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let sidecar: TestSidecar;
let witness: StreamClient;
const faults: string[] = [];

beforeAll(async () => {
  sidecar = await startTestSidecar({
    embeddedBroker: { enabled: true, port: 0 },
    limits: { headerSeconds: 0.5, sessions: 10_000 },
    log: { level: 'error' },
  });
  sidecar.log.subscribe(({ message, context }) => faults.push(`${message} ${JSON.stringify(context)}`));
  witness = await StreamClient.open(sidecar.origin, 'topic=witness&qos=1');
});

afterAll(async () => {
  witness.close();
  await sidecar.stop();
});

let published = 0;

/** Nobody else has noticed anything, and nothing was written down as a fault. */
async function expectAllIsWell(): Promise<void> {
  published += 1;
  await publish(sidecar.origin, 'witness', String(published));
  await witness.untilMessages(published);
  expect(faults).toEqual([]);
}

/** Sends the bytes, ends its side, and gives whatever comes until the connection is closed. */
async function answerTo(bytes: Buffer): Promise<string> {
  const socket = openSocket(sidecar.port);
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => {});
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}

const RUNS = { numRuns: 150 };

it('Bytes that are no HTTP', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      expect(await answerTo(Buffer.from(bytes))).not.toMatch(/^HTTP\/1\.1 500/);
    }),
    RUNS,
  );
  await expectAllIsWell();
});

const paths = [
  '/',
  '/mqttx/sse',
  '/mqttx/message',
  '/mqttx/mcp',
  '/mqttx/stream',
  '/mqttx/api/v1/connections',
  '/mqttx/admin/v1/snapshot',
  '/metrics',
];
const headers = [
  'Accept',
  'Content-Type',
  'Content-Length',
  'Transfer-Encoding',
  'Last-Event-ID',
  'Mcp-Session-Id',
  'MCP-Protocol-Version',
  'Authorization',
  'Origin',
  'Expect',
  'Upgrade',
  'Connection',
  'X-Forwarded-For',
];
const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 40 });

it('Requests whose every part is at random', async () => {
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'),
    path: fc.constantFrom(...paths),
    query: fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map((query) => `?${query}`),
    ),
    headers: fc.array(
      fc.tuple(
        fc.constantFrom(...headers),
        fc.oneof(latin, fc.constantFrom('application/json', '2026-07-28', 'chunked', '5', '100-continue')),
      ),
      { maxLength: 6 },
    ),
    body: fc.oneof(fc.constant(''), fc.json(), latin),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, headers: lines, body }) => {
      const head = [`${method} ${path}${query} HTTP/1.1`, 'Host: localhost', ...lines.map(([name, value]) => `${name}: ${value}`)];
      expect(await answerTo(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'))).not.toMatch(/^HTTP\/1\.1 500/);
    }),
    RUNS,
  );
  await expectAllIsWell();
});

/** JSON-RPC as far as its outside goes, so that the inside is reached. */
const message = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record(
    {
      jsonrpc: fc.constant('2.0'),
      id: fc.oneof(fc.integer(), fc.string({ maxLength: 20 }), fc.constant(null)),
      method: fc.constantFrom(
        'initialize',
        'ping',
        'tools/list',
        'tools/call',
        'resources/read',
        'prompts/get',
        'logging/setLevel',
        'completion/complete',
        'server/discover',
        'notifications/cancelled',
        'nothing/known',
      ),
      params: fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.record({
          name: fc.constantFrom(
            'mqttConnect',
            'mqttSubscribe',
            'mqttPublish',
            'mqttReadMessages',
            'mqttDisconnect',
            'mqttStatus',
            'mqttUnsubscribe',
          ),
          arguments: fc.oneof(
            fc.jsonValue({ maxDepth: 3 }),
            fc.dictionary(
              fc.constantFrom('topic', 'payload', 'qos', 'retain', 'connection', 'profile', 'port', 'cursor', 'limit'),
              fc.jsonValue({ maxDepth: 1 }),
            ),
          ),
        }),
      ),
    },
    { requiredKeys: ['jsonrpc', 'method'] },
  ),
);

it('JSON-RPC messages whose inside is at random, on a session and without one', async () => {
  const client = await RawMcpClient.open(sidecar.origin);
  await client.callTool('mqttConnect', { profile: 'local' });
  await fc.assert(
    fc.asyncProperty(message, async (given) => {
      const answer = await client.post(JSON.stringify(given));
      expect([202, 400]).toContain(answer.status);
      const direct = await fetch(`${sidecar.origin}/mqttx/mcp`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Accept': 'application/json, text/event-stream',
          'MCP-Protocol-Version': '2026-07-28',
        },
        body: JSON.stringify(given),
        signal: AbortSignal.timeout(10_000),
      });
      await direct.body?.cancel();
      expect(direct.status).not.toBe(500);
    }),
    RUNS,
  );
  // The ids at random are small numbers and short texts, among them those that the client would number its requests by.
  const id = 'longer than any id at random is';
  await client.post({ jsonrpc: '2.0', id, method: 'ping' });
  expect(await client.waitForMessage((answer) => answer.id === id)).toMatchObject({ result: {} });
  client.destroy();
  await expectAllIsWell();
});

it('Bodies of the HTTP API at random', async () => {
  const operation = fc.constantFrom('connections', 'connections/local/publish', 'connections/local/subscriptions', 'tickets');
  const body = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.dictionary(
      fc.constantFrom('topic', 'payload', 'qos', 'retain', 'encoding', 'properties', 'profile', 'stream', '__proto__'),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(operation, body, async (path, given) => {
      const answer = await fetch(`${sidecar.origin}/mqttx/api/v1/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(given),
      });
      await answer.arrayBuffer();
      expect(answer.status).not.toBe(500);
    }),
    RUNS,
  );
  await expectAllIsWell();
});

it('A broker that sends anything at all', async () => {
  const client = await RawMcpClient.open(sidecar.origin);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
      const broker = await startScriptedBroker((received, { version, send }) => {
        if (received.type === PACKET.connect) send(connack(version), Buffer.from(bytes));
      });
      // Whether it connects depends on the bytes; that it is answered does not.
      await client.callTool('mqttConnect', { url: broker.url, protocolVersion: 5 });
      await client.callTool('mqttDisconnect');
      broker.clients.forEach(({ socket }) => socket.destroy());
    }),
    { numRuns: 40 },
  );
  client.destroy();
  await expectAllIsWell();
});
