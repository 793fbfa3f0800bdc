/** Forwarding between two real brokers: over outages of either side and of the sidecar, without loss, in order, and never round. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { adminSnapshotSchema } from '../../../sidecar/admin/schema.ts';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

const reconnect = { minMs: 50, maxMs: 200 };

async function client(url: string, more: object = {}): Promise<MqttClient> {
  const made = await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 50, ...more });
  onTestFinished(() => made.endAsync(true));
  return made;
}

/** What arrives at a broker under a filter. */
async function reader(url: string, filter: string) {
  const connection = await client(url, { clientId: `reader-${filter.length}`, clean: false, properties: { sessionExpiryInterval: 600 } });
  const messages: { topic: string; payload: string; retain: boolean; qos: number; properties: unknown }[] = [];
  connection.on('message', (topic, payload, { retain, qos, properties }) => {
    messages.push({ topic, payload: payload.toString(), retain, qos, properties });
  });
  await connection.subscribeAsync(filter, { qos: 1, rap: true });
  return {
    messages,
    payloads: () => messages.map(({ payload }) => payload),
    unique: () => [...new Set(messages.map(({ payload }) => payload))],
  };
}

function start(plant: string, cloud: string, more: ConfigInput = {}): Promise<TestSidecar> {
  return startTestSidecar({
    profiles: { plant: { url: plant, reconnect }, cloud: { url: cloud, reconnect } },
    defaultProfile: 'plant',
    forward: [{ from: 'plant', to: 'cloud', topics: ['line/#'], prefix: 'site7/' }],
    ...more,
  });
}

async function forwardsOf(sidecar: TestSidecar) {
  const headers = { Authorization: `Bearer ${sidecar.adminToken}` };
  const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers });
  return adminSnapshotSchema.parse(z.unknown().parse(await response.json())).forwards ?? [];
}

const numbers = (count: number) => Array.from({ length: count }, (_none, index) => String(index));

describe('a forward', () => {
  it('loses nothing and keeps the order while either broker and the sidecar are restarted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'forward-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await using plant = await startMosquitto({ persistence: true });
    await using cloud = await startMosquitto({ persistence: true });
    const history = { store: 'sqlite', path: join(folder, 'history.db') } as const;
    let sidecar = await start(plant.url, cloud.url, { history });
    const arrived = await reader(cloud.url, 'site7/#');
    const machine = await client(plant.url);
    await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
    let sent = 0;
    const send = async (count: number) => {
      for (const end = sent + count; sent < end; sent += 1) await machine.publishAsync('line/1', String(sent), { qos: 1 });
    };
    await send(300);
    await cloud.stop();
    await send(300);
    expect((await forwardsOf(sidecar))[0]?.pending).toBeGreaterThan(0);
    await cloud.start();
    await send(100);
    const restarting = plant.restart();
    await restarting;
    await send(300);
    await cloud.stop();
    await send(100);
    await sidecar.stop();
    await send(100);
    await cloud.start();
    sidecar = await start(plant.url, cloud.url, { history });
    onTestFinished(() => sidecar.stop());
    await send(100);
    await until('the last has arrived', () => arrived.unique().length >= sent);
    expect(arrived.unique()).toEqual(numbers(sent));
    expect(arrived.messages.every(({ topic, qos }) => topic === 'site7/line/1' && qos === 1)).toBe(true);
    await until('nothing is pending', async () => (await forwardsOf(sidecar))[0]?.pending === 0);
    expect(await forwardsOf(sidecar)).toMatchObject([{ from: 'plant', to: 'cloud', failed: 0, lost: 0, problem: null }]);
  });

  it('in both directions brings every message over once, and sends none back', async () => {
    await using plant = await startMosquitto();
    await using cloud = await startMosquitto();
    await using _sidecar = await start(plant.url, cloud.url, {
      forward: [
        { from: 'plant', to: 'cloud', topics: ['shared/#'] },
        { from: 'cloud', to: 'plant', topics: ['shared/#'] },
      ],
    });
    const [atPlant, atCloud] = [await reader(plant.url, 'shared/#'), await reader(cloud.url, 'shared/#')];
    for (const broker of [plant, cloud]) await broker.waitForLog(/Sending SUBACK to mqttx-sse/);
    const [machine, office] = [await client(plant.url), await client(cloud.url)];
    for (const payload of numbers(50)) {
      await machine.publishAsync('shared/up', `up ${payload}`, { qos: 1 });
      await office.publishAsync('shared/down', `down ${payload}`, { qos: 1 });
    }
    // What would come back would be there before these.
    await machine.publishAsync('shared/up', 'last up', { qos: 1 });
    await office.publishAsync('shared/down', 'last down', { qos: 1 });
    const isOver = ({ payloads }: typeof atPlant) => ['last up', 'last down'].every((last) => payloads().includes(last));
    await until('all are over', () => isOver(atPlant) && isOver(atCloud));
    expect([atPlant.unique().length, atCloud.unique().length]).toEqual([102, 102]);
    expect([atPlant.messages.length, atCloud.messages.length]).toEqual([102, 102]);
  });

  it('in a ring of brokers ends where the message has been, as its mark tells', async () => {
    await using plant = await startMosquitto();
    await using cloud = await startMosquitto();
    await using office = await startMosquitto();
    const urls = { plant: plant.url, cloud: cloud.url, office: office.url };
    const topics = ['ring/#'];
    await using sidecar = await start(plant.url, cloud.url, {
      profiles: Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { url, reconnect }])),
      forward: [
        { from: 'plant', to: 'cloud', topics },
        { from: 'cloud', to: 'office', topics },
        { from: 'office', to: 'plant', topics },
      ],
    });
    for (const broker of [plant, cloud, office]) await broker.waitForLog(/Sending SUBACK to mqttx-sse/);
    const machine = await client(plant.url);
    for (const payload of numbers(20)) await machine.publishAsync('ring/1', payload, { qos: 1 });
    await until('the last of the ring has held all', async () => (await forwardsOf(sidecar))[1]?.forwarded === 20);
    await until('they are not sent on', async () => {
      const text = await (await fetch(`${sidecar.origin}/metrics`)).text();
      return text.includes('mqttx_sse_forward_returned_total{from="office",to="plant"} 20');
    });
    expect((await forwardsOf(sidecar)).map(({ forwarded }) => forwarded)).toEqual([20, 20, 0]);
  });

  it('keeps the retained flag and the properties of MQTT 5', async () => {
    await using plant = await startMosquitto();
    await using cloud = await startMosquitto();
    const machine = await client(plant.url);
    await machine.publishAsync('line/before', 'known', { qos: 1, retain: true });
    await using sidecar = await start(plant.url, cloud.url);
    const properties = {
      contentType: 'text/plain',
      correlationData: Buffer.from('c'),
      responseTopic: 'answers',
      userProperties: { line: ['1', '2'] },
    };
    await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
    await machine.publishAsync('line/state', 'on', { qos: 1, retain: true, properties: { ...properties, messageExpiryInterval: 600 } });
    await until('both are over', async () => (await forwardsOf(sidecar))[0]?.forwarded === 2);
    const late = await reader(cloud.url, 'site7/#');
    await until('both are retained', () => late.messages.length >= 2);
    expect(late.messages).toContainEqual(expect.objectContaining({ topic: 'site7/line/before', payload: 'known', retain: true }));
    expect(late.messages).toContainEqual(
      expect.objectContaining({
        topic: 'site7/line/state',
        retain: true,
        properties: expect.objectContaining({
          contentType: 'text/plain',
          responseTopic: 'answers',
          userProperties: expect.objectContaining({ 'line': ['1', '2'], 'mqttx-sse-forwarded': expect.stringMatching(/:plant$/) }),
          messageExpiryInterval: expect.any(Number),
        }),
      }),
    );
  });

  it('leaves out what the target refuses, counts it, and goes on', async () => {
    await using plant = await startMosquitto();
    await using cloud = await startMosquitto({ acl: ['topic write site7/line/1', 'topic readwrite other/#'] });
    await using sidecar = await start(plant.url, cloud.url);
    const machine = await client(plant.url);
    await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
    for (const topic of ['line/1', 'line/2', 'line/1']) await machine.publishAsync(topic, 'x', { qos: 1 });
    await until('all are dealt with', async () => (await forwardsOf(sidecar))[0]?.forwarded === 2);
    expect(await forwardsOf(sidecar)).toMatchObject([{ failed: 1, pending: 0 }]);
  });

  it('leaves out what makes the target close the connection, says on which topic, and goes on', async () => {
    await using plant = await startMosquitto();
    await using cloud = await startMosquitto({ config: ['max_packet_size 2000'] });
    await using sidecar = await start(plant.url, cloud.url, {
      profiles: { plant: { url: plant.url, reconnect }, cloud: { url: cloud.url, reconnect, protocolVersion: 4 } },
      log: { level: 'warn' },
    });
    const arrived = await reader(cloud.url, 'site7/#');
    const machine = await client(plant.url);
    await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
    const payloads = numbers(30).map((number) => (['10', '20'].includes(number) ? 'x'.repeat(3_000) : number));
    await Promise.all(payloads.map((payload) => machine.publishAsync(`line/${payload.length}`, payload, { qos: 1 })));
    await until('all are dealt with', async () => (await forwardsOf(sidecar))[0]?.pending === 0);
    expect(await forwardsOf(sidecar)).toMatchObject([{ forwarded: 28, failed: 2, lost: 0, problem: null }]);
    await until('the last has arrived', () => arrived.unique().includes('29'));
    expect(arrived.unique()).toEqual(payloads.filter(({ length }) => length < 3));
    const left = sidecar.log.recent().filter(({ message }) => message.includes('is left out'));
    expect(left).toHaveLength(2);
    expect(JSON.stringify(left[0])).toMatch(/line\/3000.*the connection ended each of the 5 times/);
  });

  it('does not run where messages could go round and a broker speaks no MQTT 5', async () => {
    await using plant = await startMosquitto();
    await using sidecar = await startTestSidecar({
      embeddedBroker: { enabled: true, port: 0 },
      profiles: { plant: { url: plant.url } },
      forward: [
        { from: 'plant', to: 'local', topics: ['shared/#'] },
        { from: 'local', to: 'plant', topics: ['shared/#'] },
      ],
    });
    const machine = await client(plant.url);
    await plant.waitForLog(/Sending SUBACK to mqttx-sse/);
    await machine.publishAsync('shared/a', 'x', { qos: 1 });
    await until('it says so', async () => (await forwardsOf(sidecar))[0]?.problem?.includes('MQTT 3.1.1') === true);
    expect((await forwardsOf(sidecar))[0]).toMatchObject({ forwarded: 0, pending: 1 });
  });
});
