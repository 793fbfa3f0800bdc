/** Topic aliases that we send (MQTT 5.0, section 3.3.2.3.4), as they stand on the wire, and where the messages arrive. */
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QoS } from '../../../sidecar/mqtt/types.ts';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { startRecordingProxy, type RecordingProxy } from '../../support/recording-proxy.ts';
import { PACKET, type ReceivedPacket } from '../../support/scripted-broker.ts';

/** Mosquitto takes ten aliases unless it is told otherwise. */
const OFFERED = 10;

let broker: Mosquitto;
let subscriber: MqttClient;
/** Topic and payload of what has arrived. */
let arrived: [topic: string, payload: string][] = [];

beforeAll(async () => {
  broker = await startMosquitto();
  subscriber = await connectAsync(broker.url, { protocolVersion: 5 });
  subscriber.on('message', (topic, payload) => void arrived.push([topic, payload.toString()]));
  await subscriber.subscribeAsync('#', { qos: 1 });
});

afterAll(async () => {
  await subscriber.endAsync();
  await broker.dispose();
});

beforeEach(() => {
  arrived = [];
});

const topicOf = (n: number): string => `plant/hall-7/line/${n}/temperature`;

async function open(proxy: RecordingProxy, protocolVersion: 4 | 5 = 5) {
  let now = 0;
  // By a clock on which no connection is a short one: several of those in a row would be taken for another client's take-over.
  const { connection } = await openReadyConnection(proxy.url, { protocolVersion }, { clock: () => (now += 60_000) });
  return { connection, say: (topic: string, payload: string, qos: QoS = 0) => connection.publish(text(topic, payload, { qos })) };
}

/** Topic and alias of each PUBLISH of QoS 0; the tests give their messages no other property. */
function published(packets: readonly ReceivedPacket[] | undefined): [topic: string, alias: number | undefined][] {
  return (packets ?? [])
    .filter(({ type, flags }) => type === PACKET.publish && (flags & 0b110) === 0)
    .map(({ body }) => {
      const end = 2 + body.readUInt16BE(0);
      const hasAlias = body[end] === 3 && body[end + 1] === 0x23;
      return [body.toString('utf8', 2, end), hasAlias ? body.readUInt16BE(end + 2) : undefined];
    });
}

async function settled(say: (topic: string, payload: string, qos?: QoS) => Promise<unknown>): Promise<[string, string][]> {
  await say('end', 'end', 1);
  await expect.poll(() => arrived.some(([topic]) => topic === 'end')).toBe(true);
  return arrived.filter(([topic]) => topic !== 'end');
}

describe('a topic that is published to again', () => {
  it('goes out by its number from the third time on, and arrives by its name', async () => {
    const proxy = await startRecordingProxy(broker.port);
    const { say } = await open(proxy);
    for (const payload of ['1', '2', '3', '4']) await say(topicOf(1), payload);
    expect(await settled(say)).toEqual(['1', '2', '3', '4'].map((payload) => [topicOf(1), payload]));
    expect(published(proxy.sent[0])).toEqual([
      [topicOf(1), undefined],
      [topicOf(1), 1],
      ['', 1],
      ['', 1],
    ]);
  });

  it('arrives by its name also when there are more such topics than numbers, all sent at once', async () => {
    const proxy = await startRecordingProxy(broker.port);
    const { say } = await open(proxy);
    // Names that every object has, as levels.
    const topics = [...Array.from({ length: OFFERED + 5 }, (_, n) => topicOf(n)), '__proto__/constructor/toString'];
    const sent = Array.from({ length: 20 }, (_, round) =>
      topics.flatMap((topic) => Array.from({ length: 1 + (round % 3) }, () => topic)),
    ).flat();
    await Promise.all(sent.map((topic) => say(topic, topic)));
    expect(await settled(say)).toEqual(sent.map((topic) => [topic, topic]));
    const aliases = published(proxy.sent[0]).flatMap(([, alias]) => alias ?? []);
    expect(Math.max(...aliases)).toBe(OFFERED);
    expect(proxy.sent).toHaveLength(1);
  });

  it('goes out in full with QoS 1 and 2, which may have to be sent again elsewhere', async () => {
    const proxy = await startRecordingProxy(broker.port);
    const { say } = await open(proxy);
    for (const qos of [0, 0, 0, 1, 2] as const) await say(topicOf(1), `${qos}`, qos);
    const inFull = (proxy.sent[0] ?? []).filter(
      ({ type, flags, body }) => type === PACKET.publish && (flags & 0b110) !== 0 && body.includes(topicOf(1)),
    );
    expect(inFull).toHaveLength(2);
    expect((await settled(say)).map(([topic]) => topic)).toEqual(Array.from({ length: 5 }, () => topicOf(1)));
  });

  it('begins anew on every connection, where a number may mean another topic', async () => {
    const proxy = await startRecordingProxy(broker.port);
    const { connection, say } = await open(proxy);
    for (const payload of ['1', '2', '3']) await say(topicOf(1), payload);
    proxy.cut();
    await reached(connection, 'reconnecting');
    await reached(connection, 'connected');
    for (const topic of [2, 2, 2, 1, 1, 1]) await say(topicOf(topic), `${topic}`);
    await settled(say);
    expect(published(proxy.sent[1])).toEqual([
      [topicOf(2), undefined],
      [topicOf(2), 1],
      ['', 1],
      [topicOf(1), undefined],
      [topicOf(1), 2],
      ['', 2],
    ]);
    expect(arrived.slice(-7, -1)).toEqual([2, 2, 2, 1, 1, 1].map((topic) => [topicOf(topic), `${topic}`]));
  });

  it('never arrives under another name, however often the connection is cut while much is sent', async () => {
    const proxy = await startRecordingProxy(broker.port);
    const { connection, say } = await open(proxy);
    let said = 0;
    for (let round = 0; round < 60; round += 1) {
      await reached(connection, 'connected');
      // QoS 1 makes mqtt.js send again what was not acknowledged, and hold back what comes meanwhile.
      const burst = Array.from({ length: 60 }, (_, n) => {
        const topic = topicOf((said += 1 + (n % 3)) % 14);
        return say(topic, topic, n % 10 === 0 ? 1 : 0);
      });
      if (round % 5 === 4) proxy.cut();
      await Promise.allSettled(burst);
    }
    await reached(connection, 'connected');
    await settled(say);
    expect(arrived.filter(([topic, payload]) => topic !== payload)).toEqual([]);
    expect(arrived.length).toBeGreaterThan(1_000);
    expect(proxy.sent.length).toBeGreaterThan(10);
    expect(proxy.sent.flatMap(published).filter(([topic]) => topic === '').length).toBeGreaterThan(500);
    // The broker had nothing to object to.
    expect(broker.log()).not.toMatch(/protocol error|malformed|alias/i);
  });
});

it.each([
  ['on MQTT 3.1.1', [], 4],
  ['where the broker takes none', ['max_topic_alias 0'], 5],
] as const)('no number is sent %s', async (_where, config, version) => {
  await using plain = await startMosquitto({ config });
  const proxy = await startRecordingProxy(plain.port);
  const { say } = await open(proxy, version);
  for (const payload of ['1', '2', '3']) await say(topicOf(1), payload);
  await say('end', 'end', 1);
  expect(published(proxy.sent[0])).toEqual(Array.from({ length: 3 }, () => [topicOf(1), undefined]));
});
