/** MCP over Streamable HTTP with sessions: what the standard demands of each request, and streams that lose nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { exchange, send } from '../../support/http.ts';
import { openReadyConnection, text } from '../../support/mqtt.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { callTool, initialize, McpEventStream, postMcp } from '../../support/streamable-client.ts';

let broker: EmbeddedBroker;
let sidecar: TestSidecar;
let origin: string;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  sidecar = await startTestSidecar();
  ({ origin } = sidecar);
});

afterAll(async () => {
  await sidecar.stop();
  await broker.close();
});

const ping = { jsonrpc: '2.0', id: 7, method: 'ping' };

describe('a session', () => {
  it.each(['2025-03-26', '2025-06-18', '2025-11-25'])('negotiates %s and serves tools', async (version) => {
    const session = await initialize(origin, version);
    expect(session['MCP-Protocol-Version']).toBe(version);
    expect(session['Mcp-Session-Id']).toMatch(/^[\w-]{43}$/);
    expect((await postMcp(origin, { jsonrpc: '2.0', method: 'notifications/initialized' }, session)).status).toBe(202);
    expect(await callTool(origin, session, 'mqttStatus')).toMatchObject({ structuredContent: { connections: [] } });
  });

  it('answers initialize without params, and an unknown version with the newest', async () => {
    const { messages } = await postMcp(origin, { jsonrpc: '2.0', id: 1, method: 'initialize' });
    expect(messages[0]?.result).toMatchObject({ protocolVersion: '2025-03-26' });
    expect((await initialize(origin, '1999-01-01'))['MCP-Protocol-Version']).toBe('2025-11-25');
  });

  it('ends by DELETE and is unknown from then on', async () => {
    const session = await initialize(origin);
    expect((await fetch(`${origin}/mqttx/mcp`, { method: 'DELETE', headers: session })).status).toBe(200);
    expect((await postMcp(origin, ping, session)).status).toBe(404);
    expect((await fetch(`${origin}/mqttx/mcp`, { method: 'DELETE', headers: session })).status).toBe(404);
  });

  it('is shown to the administrator with its client', async () => {
    const session = await initialize(origin);
    const response = await fetch(`${origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${sidecar.adminToken}` } });
    const { sessions }: { sessions: unknown[] } = JSON.parse(await response.text());
    expect(sessions).toContainEqual(
      expect.objectContaining({
        id: session['Mcp-Session-Id'],
        transport: 'streamable-http',
        client: { name: 'test', version: '1' },
        protocolVersion: '2025-11-25',
      }),
    );
  });

  it('counts towards the limit', async () => {
    await using small = await startTestSidecar({ limits: { sessions: 1 } });
    await initialize(small.origin);
    const { status, headers } = await postMcp(small.origin, { jsonrpc: '2.0', id: 1, method: 'initialize' });
    expect([status, headers.get('retry-after')]).toEqual([429, '5']);
  });
});

describe('a request is refused', () => {
  it.each([
    ['without a session', ping, {}, 400, -32600],
    ['with an unknown session', ping, { 'Mcp-Session-Id': 'nobody' }, 404, -32600],
    ['with a version that is not served', ping, { 'MCP-Protocol-Version': '2024-01-01' }, 400, -32600],
    ['as a batch', [ping], {}, 400, -32600],
    ['that is no JSON', '{', {}, 400, -32700],
    ['that is no JSON-RPC', { hello: 'world' }, {}, 400, -32600],
    ['of another type', 'x=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, -32600],
    ['whose client takes no event stream', ping, { Accept: 'application/json' }, 406, -32600],
  ])('%s', async (_what, body, headers, status, code) => {
    const session = 'MCP-Protocol-Version' in headers || 'Accept' in headers ? await initialize(origin) : {};
    const answer = await postMcp(origin, body, { ...session, ...headers });
    expect([answer.status, answer.messages[0]?.error?.code]).toEqual([status, code]);
  });

  it('by its size, before it is read whole', async () => {
    await using small = await startTestSidecar({ limits: { bodyBytes: 1024 } });
    expect((await postMcp(small.origin, { ...ping, params: { x: 'y'.repeat(2000) } })).status).toBe(413);
  });

  it('by its method, with those that are served', async () => {
    const port = Number(new URL(origin).port);
    const put = await send({ port, method: 'PUT', path: '/mqttx/mcp' });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, POST, DELETE']);
    const modern = await send({ port, path: '/mqttx/mcp', headers: ['Accept', 'text/event-stream', 'MCP-Protocol-Version', '2026-07-28'] });
    expect([modern.status, modern.headers.allow]).toEqual([405, 'POST']);
    expect((await send({ port, path: '/mqttx/mcp', headers: ['Accept', 'text/event-stream'] })).status).toBe(400);
  });

  it('without the token, and lets pages read what they may', async () => {
    await using guarded = await startTestSidecar({ auth: { mode: 'token', token: 'the-token-of-this-test' } });
    expect((await postMcp(guarded.origin, ping)).status).toBe(401);
    const token = { Authorization: 'Bearer the-token-of-this-test' };
    const session = await initialize(guarded.origin, '2025-06-18', { ...token, Origin: 'http://localhost:5173' });
    const { status, headers } = await postMcp(guarded.origin, ping, session);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, 'http://localhost:5173']);
    expect(headers.get('access-control-expose-headers')).toContain('Mcp-Session-Id');
    const { Authorization: _left, ...withoutToken } = session;
    expect((await postMcp(guarded.origin, ping, withoutToken)).status).toBe(401);
  });
});

describe('the stream of a session', () => {
  it('brings what was pushed before it was opened, and gives way to a newer one', async () => {
    const session = await subscribed('early/#');
    await callTool(origin, session, 'mqttPublish', { topic: 'early/1', payload: 'before' });
    const first = new McpEventStream(origin, session);
    await first.open();
    await first.waitFor('the early message comes', () => payloads(first).includes('before'));
    const second = new McpEventStream(origin, session);
    await second.open();
    await first.waitFor('the first stream ends', () => first.ended);
    await callTool(origin, session, 'mqttPublish', { topic: 'early/2', payload: 'after' });
    await second.waitFor('the next message comes', () => payloads(second).length > 0);
    expect(payloads(second)).toEqual(['after']);
  });

  it('gives 10,000 messages exactly once and in order though it is cut 20 times', async () => {
    const session = await subscribed('many/#');
    const { connection } = await openReadyConnection(`mqtt://127.0.0.1:${broker.port}`);
    const stream = new McpEventStream(origin, session);
    await stream.open();
    const total = 10_000;
    const publishing = (async () => {
      for (let from = 0; from < total; from += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, index) => connection.publish(text('many/one', String(from + index), { qos: 1 }))));
      }
    })();
    for (let cut = 1; cut <= 20; cut += 1) {
      await stream.waitFor(`cut ${cut} is due`, () => stream.messages.length >= (cut * total) / 21);
      expect(stream.messages.length).toBeLessThan(total);
      stream.cut();
      await stream.open();
      expect(stream.status).toBe(200);
    }
    await publishing;
    await stream.waitFor('all messages are there', () => stream.messages.length >= total);
    expect(payloads(stream)).toEqual(Array.from({ length: total }, (_, index) => String(index)));
  });

  it('tells how much a client has lost that came back too late', async () => {
    await using small = await startTestSidecar({ stream: { bufferBytes: 4096 } });
    const session = await initialize(small.origin);
    await callTool(small.origin, session, 'mqttConnect', { host: '127.0.0.1', port: broker.port });
    await callTool(small.origin, session, 'mqttSubscribe', { topic: 'late/#' });
    const { connection } = await openReadyConnection(`mqtt://127.0.0.1:${broker.port}`);
    for (let index = 0; index < 50; index += 1) await connection.publish(text('late/x', String(index), { qos: 1 }));
    await callTool(small.origin, session, 'mqttReadMessages', { waitSeconds: 5, limit: 50 });
    const stream = new McpEventStream(small.origin, session);
    await stream.open();
    await stream.waitFor('the last message comes', () => payloads(stream).includes('49'));
    const notice = stream.messages.find(({ params }) => params?.['level'] === 'warning');
    const kept = payloads(stream);
    expect(notice?.params).toMatchObject({ data: { dropped: 50 - kept.length } });
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => String(50 - kept.length + index)));
  });

  it('answers HTTP/1.0 without chunks', async () => {
    const session = await initialize(origin);
    const body = JSON.stringify(ping);
    const head = [
      'POST /mqttx/mcp HTTP/1.0',
      `Host: localhost`,
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
    ];
    const named = Object.entries(session).map(([name, value]) => `${name}: ${value}`);
    const answer = await exchange(
      Number(new URL(origin).port),
      [...head, ...named, `Content-Length: ${body.length}`, '', body].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).not.toMatch(/transfer-encoding/i);
    expect(answer).toMatch(/data: \{"result":\{\},"jsonrpc":"2.0","id":7\}/);
  });
});

async function subscribed(topic: string): Promise<Record<string, string>> {
  const session = await initialize(origin);
  await callTool(origin, session, 'mqttConnect', { host: '127.0.0.1', port: broker.port });
  await callTool(origin, session, 'mqttSubscribe', { topic, qos: 1 });
  return session;
}

function payloads(stream: McpEventStream): unknown[] {
  return stream.messages.filter(({ params }) => params?.['level'] === 'info').map(({ params }) => params?.['payload']);
}
