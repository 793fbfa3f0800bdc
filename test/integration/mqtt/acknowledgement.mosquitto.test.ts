import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncomingMessage, QoS } from '../../../sidecar/mqtt/types.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { eventually, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import type { ScriptedClient } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;

beforeAll(async () => {
  mosquitto = await startMosquitto();
});

afterAll(() => mosquitto.dispose());

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A PUBLISH of MQTT 3.1.1. */
function publish(qos: QoS, id: number, payload: string, dup = false): Buffer {
  return packet(PACKET.publish, (dup ? 8 : 0) | (qos << 1), mqttString('a'), ...(qos === 0 ? [] : [0, id]), Buffer.from(payload));
}

function types(client: ScriptedClient | undefined): number[] {
  return (client?.received ?? []).map(({ type }) => type);
}

describe.each<[QoS, 4 | 5]>([
  [1, 4],
  [1, 5],
  [2, 4],
  [2, 5],
])('a message of QoS %i on version %i', (qos, protocolVersion) => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('whose handler %s is not acknowledged, and comes again after a reconnect', async (way, fail) => {
    const topic = `handled/${qos}/${protocolVersion}/${way}`;
    const options = { protocolVersion, clientId: topic.replaceAll('/', '-'), cleanStart: false, sessionExpirySeconds: 600 };
    const handled: string[] = [];
    const failing = await openReadyConnection(mosquitto.url, options, {
      log: silent,
      onMessage: ({ payload }: IncomingMessage) => {
        handled.push(payload.toString());
        return fail();
      },
    });
    await failing.connection.subscribe(topic, { qos });
    const sender = await openReadyConnection(mosquitto.url);
    await sender.connection.publish(text(topic, 'one', { qos }));
    await sender.connection.publish(text(topic, 'two', { qos }));
    await eventually(() => expect(handled).toEqual(['one', 'two']));
    await failing.connection.close();

    const working = await openReadyConnection(mosquitto.url, options);
    await eventually(() => expect(working.texts()).toEqual(['one', 'two']));
    expect(working.messages.every(({ dup }) => dup)).toBe(true);
    await working.connection.close();

    const after = await openReadyConnection(mosquitto.url, options);
    await sender.connection.publish(text(topic, 'three', { qos }));
    await eventually(() => expect(after.texts()).toEqual(['three']));
  });
});

describe('the acknowledgement', () => {
  it.each([
    [1, PACKET.puback],
    [2, PACKET.pubrec],
  ] as const)('of QoS %i waits for the handler', async (qos, answer) => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      client.send(publish(qos, 1, 'x'), publish(qos, 2, 'y'));
    });
    const waiting: { payload: string; resolve: () => void }[] = [];
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      { onMessage: ({ payload }) => new Promise<void>((resolve) => waiting.push({ payload: payload.toString(), resolve })) },
    );
    // The second is handed over although the first is still being handled, but its acknowledgement waits for its turn.
    await eventually(() => expect(waiting.map(({ payload }) => payload)).toEqual(['x', 'y']));
    expect(types(broker.clients[0])).toEqual([PACKET.connect]);
    waiting[1]?.resolve();
    await connection.publish(text('marker', 'x'));
    await eventually(() => expect(types(broker.clients[0])).toEqual([PACKET.connect, PACKET.publish]));
    waiting[0]?.resolve();
    await eventually(() => expect(types(broker.clients[0])).toEqual([PACKET.connect, PACKET.publish, answer, answer]));
    const identifiers = broker.clients[0]?.received.slice(2).map(({ body }) => body.readUInt16BE(0));
    expect(identifiers).toEqual([1, 2]);
  });

  it('of QoS 2 that was sent late is followed by PUBCOMP', async () => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(4), publish(2, 9, 'x'));
      if (type === PACKET.pubrec) client.send(packet(PACKET.pubrel, 2, body));
    });
    const handled: string[] = [];
    await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      {
        onMessage: async ({ payload }) => {
          await new Promise((resolve) => setImmediate(resolve));
          handled.push(payload.toString());
        },
      },
    );
    await eventually(() => expect(types(broker.clients[0])).toEqual([PACKET.connect, PACKET.pubrec, PACKET.pubcomp]));
    expect(handled).toEqual(['x']);
  });

  it('of one message is withheld without holding up the next', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      client.send(publish(1, 1, 'bad'), publish(2, 2, 'bad'), publish(0, 0, 'bad'), publish(1, 3, 'good'));
    });
    const logged: string[] = [];
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      {
        log: { ...silent, info: (message) => logged.push(message), error: (message) => logged.push(message) },
        onMessage: ({ payload }) => {
          if (payload.toString() === 'bad') throw new Error('no');
        },
      },
    );
    await eventually(() =>
      expect(broker.clients[0]?.received.slice(1)).toEqual([expect.objectContaining({ type: PACKET.puback, body: Buffer.of(0, 3) })]),
    );
    expect(connection.state.name).toBe('connected');
    expect(logged.filter((message) => /taken in/.test(message))).toHaveLength(2);
  });

  it('is not sent on a connection other than the one that brought the message', async () => {
    const resolvers: (() => void)[] = [];
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      if (nth === 0) client.send(publish(1, 7, 'old'));
      // Without a session the identifier stands for another message now.
      if (nth === 1) client.send(publish(1, 7, 'new'));
    });
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      { onMessage: () => new Promise<void>((resolve) => resolvers.push(resolve)) },
    );
    await eventually(() => expect(resolvers).toHaveLength(1));
    broker.clients[0]?.socket.destroy();
    await reached(connection, 'reconnecting');
    await eventually(() => expect(resolvers).toHaveLength(2));
    resolvers[0]?.();
    await connection.publish(text('marker', 'x'));
    await eventually(() => expect(types(broker.clients[1])).toEqual([PACKET.connect, PACKET.publish]));
    resolvers[1]?.();
    await eventually(() => expect(types(broker.clients[1])).toEqual([PACKET.connect, PACKET.publish, PACKET.puback]));
  });
});

describe('a message of QoS 2', () => {
  it('is handled once, at PUBLISH, however often it is repeated before PUBREL', async () => {
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type === PACKET.connect) {
        client.send(connack(4, 0, nth > 0));
        client.send(publish(2, 5, 'once', nth > 0));
      }
      if (type !== PACKET.pubrec) return;
      if (nth === 0) client.socket.destroy();
      else client.send(packet(PACKET.pubrel, 2, 0, 5));
    });
    const { texts } = await openReadyConnection(broker.url, { protocolVersion: 4, clientId: 'me', cleanStart: false });
    await eventually(() => expect(types(broker.clients[1])).toEqual([PACKET.connect, PACKET.pubrec, PACKET.pubcomp]));
    expect(texts()).toEqual(['once']);
  });

  it('is handled once also when it is repeated while the handler is still at work', async () => {
    const resolvers: (() => void)[] = [];
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4, 0, nth > 0));
      client.send(publish(2, 5, 'once', nth > 0));
    });
    await openReadyConnection(
      broker.url,
      { protocolVersion: 4, clientId: 'me', cleanStart: false },
      { onMessage: () => new Promise<void>((resolve) => resolvers.push(resolve)) },
    );
    await eventually(() => expect(resolvers).toHaveLength(1));
    broker.clients[0]?.socket.destroy();
    await eventually(() => expect(broker.clients[1]?.received).toHaveLength(1));
    resolvers[0]?.();
    await eventually(() => expect(types(broker.clients[1])).toEqual([PACKET.connect, PACKET.pubrec]));
    expect(resolvers).toHaveLength(1);
  });

  it('is another one when its identifier comes again after PUBREL, or without the session', async () => {
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type === PACKET.connect) {
        client.send(connack(4));
        client.send(publish(2, 5, `first of ${nth}`));
      }
      if (type === PACKET.pubrec && client.received.length === 2 && nth === 0) client.send(packet(PACKET.pubrel, 2, 0, 5));
      if (type === PACKET.pubcomp) client.send(publish(2, 5, 'second of 0'));
      if (type === PACKET.pubrec && client.received.length > 3) client.socket.destroy();
    });
    const { texts } = await openReadyConnection(broker.url, { protocolVersion: 4, clientId: 'me', cleanStart: false });
    await eventually(() => expect(texts()).toEqual(['first of 0', 'second of 0', 'first of 1']));
  });
});
