/** Bad input of every kind gets its documented answer while another session keeps receiving. */
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSnapshotSchema, type AdminSnapshot } from '../../sidecar/admin/schema.ts';
import { startMosquitto, type Mosquitto } from '../support/mosquitto.ts';
import { until } from '../support/polling.ts';
import { RawMcpClient } from '../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../support/sidecar.ts';

let broker: Mosquitto;
let sidecar: TestSidecar;
let witness: RawMcpClient;
let clock: NodeJS.Timeout;
let ticks = 0;
let published: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  broker = await startMosquitto({ users: { good: 'right' } });
  sidecar = await startTestSidecar({
    profiles: { plant: { url: broker.url, username: 'good', password: 'right' } },
    stream: { bufferBytes: 64 * 1024 },
  });
  witness = await RawMcpClient.open(sidecar.origin);
  await witness.callTool('mqttConnect', { profile: 'plant' });
  await witness.callTool('mqttSubscribe', { topic: 'tick', qos: 1 });
  clock = setInterval(() => {
    ticks += 1;
    const payload = String(ticks);
    // One after the other: requests that are under way together may be served in any order.
    published = published.then(() => witness.callTool('mqttPublish', { topic: 'tick', payload, qos: 1 })).catch(() => undefined);
  }, 25);
});

afterAll(async () => {
  clearInterval(clock);
  const last = String(ticks);
  await witness.waitForMessage(({ params }) => params?.['payload'] === last);
  const received = witness.messages
    .filter(({ method }) => method === 'notifications/message')
    .map(({ params }) => Number(params?.['payload']));
  expect(received).toEqual(Array.from({ length: ticks }, (_, index) => index + 1));
  witness.destroy();
  await sidecar.stop();
  await broker.dispose();
});

async function errorOf(response: Response): Promise<{ status: number; code: number; message: string }> {
  const body: { jsonrpc?: string; error?: { code: number; message: string } } = Object.assign({}, await response.json());
  expect(body.jsonrpc).toBe('2.0');
  return { status: response.status, code: body.error?.code ?? 0, message: body.error?.message ?? '' };
}

describe('a POST', () => {
  let client: RawMcpClient;
  beforeAll(async () => {
    client = await RawMcpClient.open(sidecar.origin);
  });
  afterAll(() => client.destroy());

  it.each([
    ['no JSON', '{"jsonrpc":', 400, -32700],
    ['nothing', '', 400, -32700],
    ['a list', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
    ['no method', '{"jsonrpc":"2.0","id":1}', 400, -32600],
    ['a number', '42', 400, -32600],
    ['null as id', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
    ['params of a wrong type', '{"jsonrpc":"2.0","id":1,"method":"ping","params":7}', 400, -32600],
    ['half a million brackets', '['.repeat(500_000), 400, -32700],
    [
      'deep nesting in params',
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      400,
      -32700,
    ],
    ['more than the limit', `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"${'x'.repeat(6 * 1_048_576)}"}}`, 413, -32600],
  ])('with %s is refused in words', async (_what, body, status, code) => {
    const error = await errorOf(await client.post(body));
    expect(error).toMatchObject({ status, code });
    expect(error.message.length).toBeGreaterThan(20);
  });

  it('with bytes that are no UTF-8 is refused', async () => {
    const response = await fetch(`${sidecar.origin}${await client.endpoint()}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
    });
    expect(await errorOf(response)).toMatchObject({ status: 400, code: -32700 });
  });

  it('is taken whatever content type a client names for its JSON', async () => {
    const response = await client.post('{"jsonrpc":"2.0","id":"x","method":"ping"}', { 'Content-Type': 'text/plain' });
    expect(response.status).toBe(202);
    expect(await client.waitForMessage(({ id }) => id === 'x')).toMatchObject({ result: {} });
  });

  it('without sessionId is 400, with an unknown one 404', async () => {
    const post = (path: string) =>
      fetch(`${sidecar.origin}${path}`, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } });
    expect(await errorOf(await post('/mqttx/message'))).toMatchObject({ status: 400 });
    expect(await errorOf(await post('/mqttx/message?sessionId=nope'))).toMatchObject({ status: 404 });
  });

  it('by another method is 405', async () => {
    const response = await fetch(`${sidecar.origin}/mqttx/message?sessionId=x`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('a broker that cannot be used', () => {
  let client: RawMcpClient;
  beforeAll(async () => {
    client = await RawMcpClient.open(sidecar.origin);
  });
  afterAll(() => client.destroy());

  it('refuses a wrong password, in words and once', async () => {
    const result = await client.callTool('mqttConnect', { url: broker.url, username: 'good', password: 'wrong-password' });
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(/not authori[sz]ed|user name or password/i);
    expect(result.text).not.toContain('wrong-password');
    expect((await client.callTool('mqttStatus')).structured).toMatchObject({ connections: [] });
  });

  it('does not exist', async () => {
    const result = await client.callTool('mqttConnect', { host: 'no-such-host.invalid' });
    expect(result.isError).toBe(true);
    expect(result.text).toMatch(/no-such-host\.invalid/);
  });

  it('is no broker at all', async () => {
    const echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined)).listen(0, '127.0.0.1');
    await new Promise((resolve) => echo.once('listening', resolve));
    const address = echo.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await client.callTool('mqttConnect', { host: '127.0.0.1', port });
    expect(result.isError).toBe(true);
    echo.close();
  });
});

it('a client that never reads loses notifications, is told how many, and holds nobody up', async () => {
  const outgoing = request(`${sidecar.origin}/mqttx/sse`, { agent: false });
  outgoing.end();
  const response = await new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
  const first = await new Promise<string>((resolve) => response.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  response.pause();
  const endpoint = /data: (.*)/.exec(first)?.[1] ?? '';
  const sessionId = new URLSearchParams(endpoint.split('?')[1]).get('sessionId');
  const send = (id: number, name: string, toolArguments: object) =>
    fetch(`${sidecar.origin}${endpoint}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: toolArguments } }),
    });
  await send(1, 'mqttConnect', { profile: 'plant' });
  const session = async () => (await snapshot()).sessions.find(({ id }) => id === sessionId);
  await until('it is connected', async () => (await session())?.connections.length === 1);
  await send(2, 'mqttSubscribe', { topic: 'flood' });
  await until('it is subscribed', async () => (await session())?.subscriptions.length === 1);
  const payload = 'x'.repeat(32 * 1024);
  for (let number = 0; number < 400; number += 1) await witness.callTool('mqttPublish', { topic: 'flood', payload, qos: 1 });
  await until('notifications are dropped', async () => ((await session())?.dropped ?? 0) > 0);

  let text = '';
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  response.resume();
  await until('it has caught up and is told', async () => {
    await witness.callTool('mqttPublish', { topic: 'flood', payload: 'after', qos: 1 });
    return /"reason":"slow-consumer","dropped":\d+/.test(text);
  });
  const told = Number(/"reason":"slow-consumer","dropped":(\d+)/.exec(text)?.[1]);
  expect(told).toBeGreaterThan(0);
  response.destroy();
  await until('its session has ended', async () => (await session()) === undefined);
});

it('a session whose client answers nothing any more is ended', async () => {
  await using other = await startTestSidecar({ limits: { idleSessionSeconds: 1 } });
  const silent = await RawMcpClient.open(other.origin);
  await silent.endpoint();
  await silent.waitForMessage(({ method }) => method === 'ping');
  await silent.waitForEnd();
  expect(silent.messages.map(({ method }) => method)).toContain('ping');
});

async function snapshot(): Promise<AdminSnapshot> {
  const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${sidecar.adminToken}` } });
  return adminSnapshotSchema.parse(await response.json());
}
