/** The dashboard's API over the wire: token, snapshot, live changes, messages, commands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  adminChangeSchema,
  adminMessagesSchema,
  adminSnapshotSchema,
  logPageSchema,
  type AdminSnapshot,
} from '../../../sidecar/admin/schema.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

let broker: EmbeddedBroker;
let sidecar: TestSidecar;
let client: RawMcpClient;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  sidecar = await startTestSidecar({
    profiles: { plant: { url: `mqtt://127.0.0.1:${broker.port}` } },
    defaultProfile: 'plant',
    log: { level: 'info' },
  });
  client = await RawMcpClient.open(sidecar.origin);
  await client.request('initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'Copilot', version: '1.12' } });
});

afterAll(async () => {
  client.destroy();
  await sidecar.stop();
  await broker.close();
});

const authorized = () => ({ Authorization: `Bearer ${sidecar.adminToken}` });
const admin = (path: string, options: RequestInit = {}) =>
  fetch(`${sidecar.origin}/mqttx/admin/v1${path}`, { ...options, headers: { ...authorized(), 'Content-Type': 'application/json' } });
const snapshot = async (): Promise<AdminSnapshot> => adminSnapshotSchema.parse(await (await admin('/snapshot')).json());
/** The events of a stream, which the raw client reads as well. */
const events = (path: string) => RawMcpClient.open(sidecar.origin, { path: `/mqttx/admin/v1${path}`, headers: authorized() });
const changes = (stream: RawMcpClient) =>
  stream.events.filter(({ event }) => event === 'change').map(({ data }) => adminChangeSchema.parse(z.json().parse(JSON.parse(data))));

describe('the admin API', () => {
  it.each([undefined, 'Bearer wrong', 'Basic eDp5'])('answers 401 to %s', async (authorization) => {
    const response = await fetch(
      `${sidecar.origin}/mqttx/admin/v1/snapshot`,
      authorization === undefined ? {} : { headers: { Authorization: authorization } },
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, hint: expect.any(String) });
  });

  it('shows sessions with what their clients said of themselves, and connections with their state', async () => {
    await client.callTool('mqttConnect', { profile: 'plant' });
    await client.callTool('mqttSubscribe', { topic: 'line/#', qos: 1 });
    const { sessions, connections, profiles, activity } = await snapshot();
    expect(sessions).toMatchObject([
      {
        transport: 'http-sse',
        client: { name: 'Copilot', version: '1.12' },
        protocolVersion: '2024-11-05',
        subscriptions: [{ topic: 'line/#', qos: 1 }],
      },
    ]);
    expect(connections).toMatchObject([
      {
        owner: { kind: 'session', session: sessions[0]?.id },
        state: { name: 'connected', protocolVersion: 4 },
        subscriptions: [{ topic: 'line/#', readers: 1 }],
      },
    ]);
    expect(profiles).toMatchObject([
      { name: 'local', isDefault: false },
      { name: 'plant', isDefault: true, hasPassword: false },
    ]);
    expect(activity.map(({ tool, outcome, client: by }) => [tool, outcome, by])).toEqual([
      ['mqttSubscribe', 'ok', 'Copilot 1.12'],
      ['mqttConnect', 'ok', 'Copilot 1.12'],
    ]);
  });

  it('tells changes as they happen: a session comes, works and goes', async () => {
    const stream = await events('/events');
    await stream.waitFor(({ event }) => event === 'snapshot');
    const other = await RawMcpClient.open(sidecar.origin);
    await until('the session is told', () => changes(stream).some(({ sessions }) => (sessions?.upsert.length ?? 0) > 0));
    await other.callTool('mqttPublish', { topic: 'x', payload: '1' });
    await until('the failed call is told', () =>
      changes(stream).some(({ activity }) => activity?.some(({ outcome }) => outcome === 'error')),
    );
    other.destroy();
    await until('its end is told', () => changes(stream).some(({ sessions }) => (sessions?.remove.length ?? 0) > 0));
    expect(changes(stream).flatMap(({ sessions }) => sessions?.remove ?? [])).toHaveLength(1);
    stream.destroy();
  });

  it('shows the messages of a profile, and those that pass on a session’s connection', async () => {
    const [own] = (await snapshot()).connections;
    const streams = await Promise.all([events('/messages?topic=line/%23'), events(`/messages?topic=line/%23&connection=${own?.id}`)]);
    await until('the dashboard has subscribed', async () =>
      (await snapshot()).connections.some(({ id, subscriptions }) => id === 'plant' && subscriptions.length > 0),
    );
    await client.callTool('mqttPublish', { topic: 'line/1', payload: '21.5', qos: 1 });
    for (const stream of streams) {
      const { data } = await stream.waitFor(({ event }) => event === 'messages');
      const { messages, skipped } = adminMessagesSchema.parse(z.json().parse(JSON.parse(data)));
      expect([messages.map(({ topic, payload }) => [topic, Buffer.from(payload, 'base64').toString()]), skipped]).toEqual([
        [['line/1', '21.5']],
        0,
      ]);
      stream.destroy();
    }
    await until('the profile’s connection is closed again', async () => (await snapshot()).connections.length === 1);
  });

  it('publishes, and refuses what cannot be published', async () => {
    const publish = (body: object) => admin('/publish', { method: 'POST', body: JSON.stringify(body) });
    const good = { connection: 'plant', topic: 'line/2', payload: 'aGk=', encoding: 'base64', qos: 1, retain: false };
    expect(await (await publish(good)).json()).toEqual({ reasonCode: null });
    expect((await publish({ ...good, topic: 'line/#' })).status).toBe(400);
    expect((await publish({ ...good, qos: 3 })).status).toBe(400);
    expect((await publish({ ...good, connection: 'nowhere' })).status).toBe(404);
    await client.waitForMessage(({ params }) => params?.['topic'] === 'line/2');
  });

  it('closes a connection and ends a session on demand', async () => {
    const before = await snapshot();
    expect((await admin(`/connections/${before.connections[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await client.callTool('mqttPublish', { topic: 'x', payload: '1', qos: 1 })).isError).toBe(true);
    expect((await admin(`/sessions/${before.sessions[0]?.id}`, { method: 'DELETE' })).status).toBe(204);
    await client.waitForEnd();
    expect((await snapshot()).sessions).toEqual([]);
    expect((await admin('/sessions/gone', { method: 'DELETE' })).status).toBe(404);
  });

  it('lists the log and the activity by query', async () => {
    const { entries } = logPageSchema.parse(await (await admin('/logs?search=session%20opened&limit=1')).json());
    expect(entries).toMatchObject([{ level: 'info', scope: 'mcp', message: 'Session opened' }]);
    const activity = await (await admin('/activity?outcome=error&limit=1')).json();
    expect(activity).toMatchObject({ entries: [{ tool: 'mqttPublish', outcome: 'error' }] });
    expect((await admin('/activity?limit=many')).status).toBe(400);
  });
});
