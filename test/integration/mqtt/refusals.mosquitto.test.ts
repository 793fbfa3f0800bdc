import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { eventually, openReadyConnection, text } from '../../support/mqtt.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;

beforeAll(async () => {
  mosquitto = await startMosquitto({ acl: ['topic readwrite #', 'topic deny forbidden/#'] });
});

afterAll(() => mosquitto.dispose());

describe('what the broker refuses', () => {
  it.each([
    [5, /not authorized \(0x87\)/],
    [4, /gives no reason/],
  ] as const)('is told for a subscription, with version %i', async (protocolVersion, words) => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(client.version));
      if (type !== PACKET.subscribe) return;
      client.send(client.version === 5 ? packet(9, 0, body.subarray(0, 2), 0, 0x87) : packet(9, 0, body.subarray(0, 2), 0x80));
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion });
    await expect(connection.subscribe('secret/#', { qos: 0 })).rejects.toMatchObject({
      code: 'broker-refused',
      message: expect.stringMatching(words),
    });
    expect(connection.state.name).toBe('connected');
  });

  it('is not asked for again at the reconnect', async () => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
      if (type === PACKET.subscribe) client.send(packet(9, 0, body.subarray(0, 2), 0, body.includes('secret') ? 0x87 : 0));
    });
    const { connection } = await openReadyConnection(broker.url);
    await connection.subscribe('open', { qos: 0 });
    await expect(connection.subscribe('secret', { qos: 0 })).rejects.toMatchObject({ code: 'broker-refused' });
    broker.clients[0]?.socket.destroy();
    await eventually(() => expect(broker.clients[1]?.received).toHaveLength(2));
    await connection.publish(text('marker', 'x'));
    await eventually(() =>
      expect(broker.clients[1]?.received.map(({ type }) => type)).toEqual([PACKET.connect, PACKET.subscribe, PACKET.publish]),
    );
    expect(broker.clients[1]?.received[1]?.body.includes('open')).toBe(true);
  });

  it('is told for a message, in words', async () => {
    const { connection } = await openReadyConnection(mosquitto.url);
    for (const qos of [1, 2] as const) {
      await expect(connection.publish(text('forbidden/x', 'x', { qos }))).rejects.toMatchObject({
        code: 'broker-refused',
        message: expect.stringMatching(/"forbidden\/x": not authorized \(0x87\)/),
      });
    }
    expect(connection.state.name).toBe('connected');
  });

  it('is not even sent when CONNACK has said so', async () => {
    // Maximum QoS 1, no retained messages, packets of at most 30 bytes, no shared subscriptions.
    const limits = [0x24, 1, 0x25, 0, 0x27, 0, 0, 0, 30, 0x2a, 0];
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(5, 0, false, limits));
    });
    const { connection } = await openReadyConnection(broker.url);
    await expect(connection.publish(text('a', 'x', { qos: 2 }))).rejects.toThrow(/QoS 2/);
    await expect(connection.publish(text('a', 'x', { retain: true }))).rejects.toThrow(/retained/);
    await expect(connection.publish(text('a', 'x'.repeat(30)))).rejects.toThrow(/at most 30/);
    await expect(connection.subscribe('$share/g/a', { qos: 0 })).rejects.toThrow(/shared subscriptions/);
    await connection.publish(text('a', 'fits'));
    await eventually(() => expect(broker.clients[0]?.received.map(({ type }) => type)).toEqual([PACKET.connect, PACKET.publish]));
  });

  it('leaves no subscription identifier in a SUBSCRIBE to a broker that knows none', async () => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(5, 0, false, [0x29, 0]));
      if (type === PACKET.subscribe) client.send(packet(9, 0, body.subarray(0, 2), 0, 0));
    });
    const { connection } = await openReadyConnection(broker.url);
    expect(await connection.subscribe('a', { qos: 0, subscriptionIdentifier: 5 })).toEqual({ qos: 0 });
    // Packet identifier, no properties, filter, options.
    expect(broker.clients[0]?.received[1]?.body.subarray(2)).toEqual(Buffer.concat([Buffer.of(0), mqttString('a'), Buffer.of(0)]));
  });

  it('is refused here already when it breaks the rules of MQTT', async () => {
    const { connection } = await openReadyConnection(mosquitto.url);
    await expect(connection.publish(text('a/+', 'x'))).rejects.toMatchObject({ code: 'invalid-topic' });
    await expect(connection.subscribe('a/#/b', { qos: 0 })).rejects.toMatchObject({ code: 'invalid-topic-filter' });
    await expect(connection.unsubscribe('')).rejects.toMatchObject({ code: 'invalid-topic-filter' });
    await expect(connection.subscribe('$share/g/a', { qos: 0, noLocal: true })).rejects.toMatchObject({ code: 'invalid-arguments' });
    const properties = { responseTopic: '#' };
    await expect(connection.publish(text('a', 'x', { properties }))).rejects.toMatchObject({ code: 'invalid-arguments' });
    expect(connection.state.name).toBe('connected');
  });
});
