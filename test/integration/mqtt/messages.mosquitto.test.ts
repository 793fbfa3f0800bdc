import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { QoS } from '../../../sidecar/mqtt/types.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { eventually, openConnection, openReadyConnection, text } from '../../support/mqtt.ts';
import { startWebSocketBroker } from '../../support/websocket-broker.ts';
import type { WebSocketBroker } from '../../support/websocket-broker.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;
let webSockets: WebSocketBroker;
let aedes: EmbeddedBroker;

beforeAll(async () => {
  [mosquitto, webSockets, aedes] = await Promise.all([
    startMosquitto(),
    startWebSocketBroker(),
    startEmbeddedBroker({ host: '127.0.0.1', port: 0 }),
  ]);
});

afterAll(async () => {
  await Promise.all([mosquitto.dispose(), webSockets.close(), aedes.close()]);
});

let topics = 0;
function freshTopic(): string {
  topics += 1;
  return `t/${topics}`;
}

const brokers = [
  ['Mosquitto, MQTT 5', () => mosquitto.url, 5],
  ['Mosquitto, MQTT 3.1.1', () => mosquitto.url, 4],
  ['aedes over a WebSocket', () => webSockets.url, 4],
  ['aedes', () => `mqtt://127.0.0.1:${aedes.port}`, 4],
] as const;

describe.each(brokers)('messages through %s', (_name, urlOf, protocolVersion) => {
  it.each<QoS>([0, 1, 2])('arrive at QoS %i, byte for byte', async (qos) => {
    const topic = freshTopic();
    const { connection, messages } = await openReadyConnection(urlOf(), { protocolVersion });
    expect(await connection.subscribe(topic, { qos })).toEqual({ qos });
    const payload = Buffer.from([0, 255, 10, 13, 128]);
    const { reasonCode } = await connection.publish({ topic, payload, qos, retain: false });
    expect(reasonCode).toBe(qos > 0 && protocolVersion === 5 ? 0 : null);
    await eventually(() => expect(messages).toHaveLength(1));
    expect(messages[0]).toMatchObject({ topic, payload, qos, retain: false, dup: false });
    expect(connection.counters).toEqual({ messagesIn: 1, messagesOut: 1, bytesIn: 5, bytesOut: 5 });
  });

  it('arrive in the order they were sent, each once', async () => {
    const topic = freshTopic();
    const { connection, texts } = await openReadyConnection(urlOf(), { protocolVersion });
    await connection.subscribe(topic, { qos: 2 });
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(numbers.map((number) => connection.publish(text(topic, number, { qos: 2 }))));
    await eventually(() => expect(texts()).toHaveLength(numbers.length));
    expect(texts()).toEqual(numbers);
  });

  it('that are retained come again with every subscribe, and are gone when cleared', async () => {
    const topic = freshTopic();
    const { connection, messages } = await openReadyConnection(urlOf(), { protocolVersion });
    await connection.publish(text(topic, 'kept', { qos: 1, retain: true }));
    for (const count of [1, 2]) {
      await connection.subscribe(topic, { qos: 1 });
      await eventually(() => expect(messages).toHaveLength(count));
    }
    expect(messages[1]).toMatchObject({ topic, retain: true });
    await connection.publish(text(topic, '', { qos: 1, retain: true }));
    const other = await openReadyConnection(urlOf(), { protocolVersion });
    await other.connection.subscribe(topic, { qos: 1 });
    await other.connection.publish(text(topic, 'live', { qos: 1 }));
    await eventually(() => expect(other.texts()).toEqual(['live']));
  });

  it('stop after unsubscribe', async () => {
    const topic = freshTopic();
    const { connection, texts } = await openReadyConnection(urlOf(), { protocolVersion });
    await connection.subscribe(topic, { qos: 0 });
    await connection.subscribe(`${topic}/marker`, { qos: 0 });
    await connection.unsubscribe(topic);
    await connection.publish(text(topic, 'lost'));
    await connection.publish(text(`${topic}/marker`, 'marker'));
    await eventually(() => expect(texts()).toEqual(['marker']));
  });

  it('of a megabyte arrive whole', async () => {
    const topic = freshTopic();
    const { connection, messages } = await openReadyConnection(urlOf(), { protocolVersion });
    await connection.subscribe(topic, { qos: 1 });
    const payload = Buffer.alloc(1_048_576, 'mqtt');
    await connection.publish({ topic, payload, qos: 1, retain: false });
    await eventually(() => expect(messages).toHaveLength(1));
    expect(messages[0]?.payload.equals(payload)).toBe(true);
  });
});

describe('MQTT 5', () => {
  it('carries the properties of a message both ways', async () => {
    const topic = freshTopic();
    const { connection, messages } = await openReadyConnection(mosquitto.url);
    await connection.subscribe(topic, { qos: 1, subscriptionIdentifier: 42 });
    const properties = {
      payloadFormatIndicator: true,
      messageExpiryInterval: 60,
      contentType: 'text/plain',
      responseTopic: 'answers',
      correlationData: Buffer.from([1, 0, 255]),
      userProperties: { unit: '°C', tag: ['a', 'b'] },
    };
    await connection.publish(text(topic, 'x', { qos: 1, properties }));
    await eventually(() => expect(messages).toHaveLength(1));
    expect(messages[0]?.properties).toEqual({ ...properties, subscriptionIdentifier: [42] });
  });

  it('says when nobody has subscribed', async () => {
    const { connection } = await openReadyConnection(mosquitto.url);
    expect(await connection.publish(text('nobody/listens', 'x', { qos: 1 }))).toEqual({ reasonCode: 0x10 });
  });

  it('says when nobody has subscribed also at QoS 2, where only PUBREC tells', async () => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
      if (type === PACKET.publish) client.send(packet(PACKET.pubrec, 0, body.subarray(3, 5), 0x10));
      if (type === PACKET.pubrel) client.send(packet(PACKET.pubcomp, 0, body.subarray(0, 2)));
    });
    const { connection } = await openReadyConnection(broker.url);
    expect(await connection.publish(text('a', 'x', { qos: 2 }))).toEqual({ reasonCode: 0x10 });
  });

  it('obeys no-local, retain-as-published and retain-handling', async () => {
    const topic = freshTopic();
    const sender = await openReadyConnection(mosquitto.url);
    await sender.connection.publish(text(topic, 'old', { qos: 1, retain: true }));
    const { connection, messages } = await openReadyConnection(mosquitto.url);
    await connection.subscribe(topic, { qos: 1, noLocal: true, retainAsPublished: true, retainHandling: 2 });
    await connection.publish(text(topic, 'own', { qos: 1 }));
    await sender.connection.publish(text(topic, 'new', { qos: 1, retain: true }));
    await eventually(() => expect(messages).toHaveLength(1));
    expect(messages[0]).toMatchObject({ payload: Buffer.from('new'), retain: true });
  });

  it('options and properties are left out on 3.1.1', async () => {
    const topic = freshTopic();
    const { connection, messages } = await openReadyConnection(mosquitto.url, { protocolVersion: 4 });
    await connection.subscribe(topic, { qos: 1, noLocal: true, subscriptionIdentifier: 3 });
    await connection.publish(text(topic, 'x', { qos: 1, properties: { contentType: 'text/plain' } }));
    await eventually(() => expect(messages).toHaveLength(1));
    expect(messages[0]).not.toHaveProperty('properties');
  });

  it('topic aliases of the broker are resolved at every QoS', async () => {
    const alias = [0x23, 0, 7];
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
      if (type !== PACKET.subscribe) return;
      client.send(packet(9, 0, body.subarray(0, 2), 0, 2));
      client.send(packet(PACKET.publish, 0, mqttString('a/long/topic'), alias.length, Buffer.from(alias), Buffer.from('0')));
      for (const qos of [0, 1, 2]) {
        const id = qos === 0 ? [] : [0, qos];
        client.send(
          packet(PACKET.publish, qos << 1, mqttString(''), Buffer.from([...id, alias.length, ...alias]), Buffer.from(String(qos))),
        );
      }
    });
    const { connection, messages } = await openReadyConnection(broker.url);
    await connection.subscribe('#', { qos: 2 });
    await eventually(() =>
      expect(messages.map(({ topic, qos }) => [topic, qos])).toEqual([0, 0, 1, 2].map((qos) => ['a/long/topic', qos])),
    );
  });
});

describe('messages on their way', () => {
  it('are never more than the broker takes at once', async () => {
    let open = 0;
    let most = 0;
    const broker = await startScriptedBroker(({ type, body }, client) => {
      // Receive maximum 3.
      if (type === PACKET.connect) client.send(connack(5, 0, false, [0x21, 0, 3]));
      if (type !== PACKET.publish) return;
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        client.send(packet(PACKET.puback, 0, body.subarray(3, 5)));
      });
    });
    const { connection } = await openReadyConnection(broker.url);
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => connection.publish(text('a', String(index), { qos: 1 }))));
    expect(results).toHaveLength(50);
    expect(most).toBe(3);
    const sent = broker.clients[0]?.received.filter(({ type }) => type === PACKET.publish).map(({ body }) => body.subarray(6).toString());
    expect(sent).toEqual(Array.from({ length: 50 }, (_, index) => String(index)));
  });

  it('keep their order within each QoS, and those of QoS 2 hold up no others', async () => {
    const broker = await startScriptedBroker(({ type, flags, body }, client) => {
      if (type === PACKET.connect) client.send(connack(4));
      if (type === PACKET.publish) client.send(packet(flags === 4 ? PACKET.pubrec : PACKET.puback, 0, body.subarray(3, 5)));
      // Those of QoS 2 are finished late.
      if (type === PACKET.pubrel) setTimeout(() => client.send(packet(PACKET.pubcomp, 0, body.subarray(0, 2))), 5);
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    await Promise.all(numbers.map((index) => connection.publish(text('a', String(index), { qos: index % 2 === 0 ? 1 : 2 }))));
    const sent = broker.clients[0]?.received.filter(({ type }) => type === PACKET.publish) ?? [];
    const indexesOf = (level: number) =>
      sent.filter(({ flags }) => flags === level << 1).map(({ body }) => Number(body.subarray(5).toString()));
    expect(indexesOf(1)).toEqual(numbers.filter((index) => index % 2 === 0));
    expect(indexesOf(2)).toEqual(numbers.filter((index) => index % 2 === 1));
    // All of QoS 1 had gone out before the last of QoS 2 found room.
    expect(sent.findLastIndex(({ flags }) => flags === 2)).toBeLessThan(sent.length - 50);
  });

  it.each([1, 2] as const)('at QoS %i that nobody acknowledges end in a time-out, which says what may have happened', async (qos) => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
    });
    const { connection } = await openReadyConnection(broker.url, {}, { answerTimeoutMs: 50 });
    await expect(connection.publish(text('a', 'x', { qos }))).rejects.toMatchObject({
      code: 'broker-timeout',
      message: expect.stringContaining('may still be delivered'),
    });
    await expect(connection.subscribe('a', { qos: 0 })).rejects.toMatchObject({ code: 'broker-timeout' });
    await expect(connection.unsubscribe('a')).rejects.toMatchObject({ code: 'broker-timeout' });
  });

  it('are refused at once while there is no connection', async () => {
    const { connection } = openConnection(`mqtt://127.0.0.1:${aedes.port}`);
    await expect(connection.publish(text('a', 'x', { qos: 1 }))).rejects.toMatchObject({ code: 'not-connected' });
    await connection.ready();
    await connection.publish(text('a', 'x', { qos: 1 }));
  });
});

describe('subscriptions', () => {
  it('may be asked for before the connection is there', async () => {
    const topic = freshTopic();
    const { connection, texts } = openConnection(mosquitto.url);
    expect(await connection.subscribe(topic, { qos: 1 })).toEqual({ qos: 1 });
    await connection.ready();
    await connection.publish(text(topic, 'x', { qos: 1 }));
    await eventually(() => expect(texts()).toEqual(['x']));
  });

  it('shared by a group get each message once in the group', async () => {
    const topic = freshTopic();
    const members = await Promise.all([openReadyConnection(mosquitto.url), openReadyConnection(mosquitto.url)]);
    for (const { connection } of members) await connection.subscribe(`$share/group/${topic}`, { qos: 1 });
    const sender = await openReadyConnection(mosquitto.url);
    for (let index = 0; index < 20; index += 1) await sender.connection.publish(text(topic, String(index), { qos: 1 }));
    await eventually(() => expect(members.flatMap((member) => member.texts())).toHaveLength(20));
    for (const member of members) expect(member.texts().length).toBeGreaterThan(0);
  });
});
