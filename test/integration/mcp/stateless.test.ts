/** MCP without sessions (2026-07-28): requests that are complete in themselves, and handles that are nobody else's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { callModern, postModern } from '../../support/streamable-client.ts';

let broker: EmbeddedBroker;
let sidecar: TestSidecar;
let origin: string;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  sidecar = await startTestSidecar({ profiles: { local: { url: `mqtt://127.0.0.1:${broker.port}` } } });
  ({ origin } = sidecar);
});

afterAll(async () => {
  await sidecar.stop();
  await broker.close();
});

async function connect(): Promise<string> {
  const { structuredContent } = await callModern(origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port });
  return /"connection":"(conn-[\w-]{22})"/.exec(JSON.stringify(structuredContent))?.[1] ?? '';
}

const textOf = (result: Record<string, unknown>): string => JSON.stringify(result['content']);

describe('a request without a session', () => {
  it('discovers the server', async () => {
    const { status, messages, headers } = await postModern(origin, 'server/discover');
    expect(status).toBe(200);
    expect(messages[0]?.result).toMatchObject({ supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
    expect(headers.get('mcp-session-id')).toBeNull();
  });

  it.each([
    ['a header that differs from the body', 'tools/list', { 'Mcp-Method': 'tools/call' }, 400],
    ['a version that is not served', 'tools/list', { 'MCP-Protocol-Version': '2027-01-01' }, 400],
  ])('is refused with %s', async (_what, method, headers, status) => {
    expect((await postModern(origin, method, {}, headers)).status).toBe(status);
  });

  it('takes a connection over from request to request by its handle, cursor included', async () => {
    const connection = await connect();
    await callModern(origin, 'mqttSubscribe', { connection, topic: 'h/#' });
    await callModern(origin, 'mqttPublish', { connection, topic: 'h/1', payload: 'one' });
    const first = await callModern(origin, 'mqttReadMessages', { connection, waitSeconds: 10 });
    expect(first).toMatchObject({ structuredContent: { messages: [{ topic: 'h/1', payload: 'one' }] } });
    const after = /"nextCursor":"([^"]+)"/.exec(JSON.stringify(first['structuredContent']))?.[1];
    await callModern(origin, 'mqttPublish', { connection, topic: 'h/2', payload: 'two' });
    expect(await callModern(origin, 'mqttReadMessages', { connection, after, waitSeconds: 10 })).toMatchObject({
      structuredContent: { messages: [{ topic: 'h/2' }], dropped: 0 },
    });
  });

  it('names a profile instead, whose subscriptions stay from request to request', async () => {
    await callModern(origin, 'mqttSubscribe', { connection: 'local', topic: 'p/#' });
    await callModern(origin, 'mqttPublish', { connection: 'local', topic: 'p/1', payload: 'one' });
    expect(await callModern(origin, 'mqttReadMessages', { connection: 'local', waitSeconds: 10 })).toMatchObject({
      structuredContent: { messages: [{ topic: 'p/1' }] },
    });
  });

  it('says what to do when it names no connection', async () => {
    await connect();
    const result = await callModern(origin, 'mqttPublish', { topic: 'a', payload: 'b' });
    expect(result['isError']).toBe(true);
    expect(textOf(result)).toMatch(/names no connection.*mqttConnect/);
  });

  it('takes a connection of null for none, and not for the name of one that everybody shares', async () => {
    const own = { host: '127.0.0.1', port: broker.port, connection: null };
    expect((await callModern(origin, 'mqttConnect', own))['isError']).not.toBe(true);
    const result = await callModern(origin, 'mqttPublish', { topic: 'a', payload: 'b', connection: null });
    expect(result['isError']).toBe(true);
    expect(textOf(result)).toMatch(/names no connection.*mqttConnect/);
  });

  it('says so when the handle was closed', async () => {
    const connection = await connect();
    await callModern(origin, 'mqttDisconnect', { connection });
    expect(await callModern(origin, 'mqttPublish', { connection, topic: 'a', payload: 'b' })).toMatchObject({ isError: true });
  });
});

describe('two clients without sessions', () => {
  it('neither see nor use what the other opened', async () => {
    const mine = await connect();
    await callModern(origin, 'mqttSubscribe', { connection: mine, topic: 'secret/#' });
    const status = await callModern(origin, 'mqttStatus');
    expect(status).toMatchObject({ structuredContent: { connections: [] } });
    const theirs = await connect();
    expect(theirs).not.toBe(mine);
    await callModern(origin, 'mqttPublish', { connection: mine, topic: 'secret/1', payload: 'x' });
    await callModern(origin, 'mqttReadMessages', { connection: mine, waitSeconds: 10 });
    expect(await callModern(origin, 'mqttReadMessages', { connection: theirs })).toMatchObject({ structuredContent: { messages: [] } });
    expect(await callModern(origin, 'mqttStatus', { connection: theirs })).toMatchObject({
      structuredContent: { connections: [{ connection: theirs }] },
    });
    expect(await callModern(origin, 'mqttReadMessages', {})).toMatchObject({ structuredContent: { messages: [] } });
  });
});

describe('a handle', () => {
  it('is shown to the administrator, and ends when it is not used any more', async () => {
    await using short = await startTestSidecar({ mcp: { handleIdleSeconds: 1 } });
    await callModern(short.origin, 'mqttConnect', { host: '127.0.0.1', port: broker.port });
    const sessions = async (): Promise<unknown[]> => {
      const response = await fetch(`${short.origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${short.adminToken}` } });
      const snapshot: { sessions: unknown[] } = JSON.parse(await response.text());
      return snapshot.sessions;
    };
    expect(await sessions()).toMatchObject([{ transport: 'stateless', client: { name: 'modern-test' }, principal: 'anonymous' }]);
    await until('the handle ends', async () => (await sessions()).length === 0);
  });
});
