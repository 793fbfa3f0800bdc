import { describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { AppError } from '../../../sidecar/errors.ts';
import type { ConnectionState } from '../../../sidecar/mqtt/types.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { eventually, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

type Waiting = Extract<ConnectionState, { name: 'reconnecting' }> & { readonly nextTryAt: number };

function isWaiting(state: ConnectionState): state is Waiting {
  return state.name === 'reconnecting' && state.nextTryAt !== undefined;
}

/** A broker that can be stopped and started again on its port. */
async function startBroker(kind: 'mosquitto' | 'aedes') {
  if (kind === 'mosquitto') return startMosquitto();
  let broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  const { port } = broker;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop: () => broker.close(),
    async start() {
      broker = await startEmbeddedBroker({ host: '127.0.0.1', port });
    },
    dispose: () => broker.close(),
  };
}

describe.each(['mosquitto', 'aedes'] as const)('when %s goes away and comes back', (kind) => {
  it('the connection comes back with its subscriptions, after waits that grow', async () => {
    const broker = await startBroker(kind);
    try {
      // Without jitter and with a clock that stands still, the wait is exactly what the state announces.
      const { connection, states, texts } = await openReadyConnection(
        broker.url,
        { reconnect: { minMs: 10, maxMs: 80, factor: 2, jitter: 0 } },
        { clock: () => 1_000 },
      );
      await connection.subscribe('a/#', { qos: 1 });
      await connection.subscribe('b', { qos: 0 });
      await connection.subscribe('c', { qos: 0 });
      await connection.unsubscribe('c');
      await broker.stop();
      await eventually(() => expect(states.filter(isWaiting).length).toBeGreaterThanOrEqual(6));
      const waits = states.filter(isWaiting);
      expect(waits.slice(0, 6).map(({ attempt, nextTryAt }) => [attempt, nextTryAt - 1_000])).toEqual([
        [1, 10],
        [2, 20],
        [3, 40],
        [4, 80],
        [5, 80],
        [6, 80],
      ]);
      await expect(connection.publish(text('a/1', 'x', { qos: 1 }))).rejects.toMatchObject({ code: 'not-connected' });
      await broker.start();
      await reached(connection, 'connected');
      for (const topic of ['c', 'b', 'a/1']) await connection.publish(text(topic, topic, { qos: 1 }));
      await eventually(() => expect(texts()).toEqual(['b', 'a/1']));
      await connection.close();
    } finally {
      await broker.dispose();
    }
  });

  it('a subscription made, and one ended, while it was away are made and ended then', async () => {
    const broker = await startBroker(kind);
    try {
      const { connection, texts } = await openReadyConnection(broker.url, {
        clientId: 'keeper',
        cleanStart: false,
        sessionExpirySeconds: 600,
      });
      await connection.subscribe('before', { qos: 1 });
      await broker.stop();
      await reached(connection, 'reconnecting');
      expect(await connection.subscribe('meanwhile', { qos: 1 })).toEqual({ qos: 1 });
      await connection.unsubscribe('before');
      await broker.start();
      await reached(connection, 'connected');
      for (const topic of ['before', 'meanwhile']) await connection.publish(text(topic, topic, { qos: 1 }));
      await eventually(() => expect(texts()).toEqual(['meanwhile']));
      await connection.close();
    } finally {
      await broker.dispose();
    }
  });
});

describe('a session that the broker kept', () => {
  it.each([4, 5] as const)('has what was sent meanwhile, with version %i', async (protocolVersion) => {
    await using mosquitto = await startMosquitto({ persistence: true });
    const options = { protocolVersion, clientId: 'keeper', cleanStart: false, sessionExpirySeconds: 600 };
    const first = await openReadyConnection(mosquitto.url, options);
    await first.connection.subscribe('kept/#', { qos: 1 });
    await first.connection.close();

    const other = await openReadyConnection(mosquitto.url);
    await other.connection.publish(text('kept/1', 'meanwhile', { qos: 1 }));

    const second = await openReadyConnection(mosquitto.url, options);
    expect(second.connection.state).toMatchObject({ sessionPresent: true });
    await eventually(() => expect(second.texts()).toEqual(['meanwhile']));
    await Promise.all([second.connection.close(), other.connection.close()]);
  });

  it('is asked for again after a clean start with an expiry, and not told its subscriptions twice', async () => {
    const broker = await startScriptedBroker(({ type, body }, client, nth) => {
      if (type === PACKET.connect) client.send(connack(5, 0, nth === 1));
      if (type === PACKET.subscribe) client.send(packet(9, 0, body.subarray(0, 2), 0, 0));
    });
    const { connection } = await openReadyConnection(broker.url, { cleanStart: true, sessionExpirySeconds: 600 });
    await connection.subscribe('a', { qos: 0 });
    broker.clients[0]?.socket.destroy();
    await reached(connection, 'reconnecting');
    expect(await reached(connection, 'connected')).toMatchObject({ sessionPresent: true });
    await connection.publish(text('b', 'after everything else'));
    await eventually(() => expect(broker.clients[1]?.received.map(({ type }) => type)).toEqual([PACKET.connect, PACKET.publish]));
    // Bit 1 of the connect flags is clean start (section 3.1.2.4).
    expect(broker.clients.map(({ received }) => ((received[0]?.body[7] ?? 0) & 2) !== 0)).toEqual([true, false]);
  });
});

describe('the session', () => {
  it('is told of before the messages that follow it, also while own messages have to be sent again first', async () => {
    const events: string[] = [];
    const broker = await startScriptedBroker(({ type, body }, client, nth) => {
      if (type === PACKET.connect) {
        client.send(connack(5, 0, nth > 0));
        if (nth > 0) client.send(packet(PACKET.publish, 2, mqttString('a'), 0, 1, 0, Buffer.from('again')));
      }
      if (type !== PACKET.publish) return;
      if (nth === 0) client.socket.destroy();
      // What came before the answer has been handed over by then.
      else setTimeout(() => client.send(packet(PACKET.puback, 0, body.subarray(3, 5))), 50);
    });
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 5, cleanStart: false, sessionExpirySeconds: 60, clientId: 'kept' },
      { onSession: (isPresent) => events.push(`session ${isPresent}`), onMessage: ({ payload }) => void events.push(payload.toString()) },
    );
    connection.onState(({ name }) => events.push(name));
    await connection.publish(text('a', 'x', { qos: 1 }));
    await reached(connection, 'connected');
    expect(events.filter((event) => event !== 'reconnecting')).toEqual(['session false', 'session true', 'again', 'connected']);
  });
});

describe('a message under way when the connection is lost', () => {
  it('is sent again after the reconnect and resolves once', async () => {
    let acknowledging = false;
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(4));
      if (type !== PACKET.publish) return;
      if (acknowledging) client.send(packet(PACKET.puback, 0, body.subarray(3, 5)));
      else client.socket.destroy();
      acknowledging = true;
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    expect(await connection.publish(text('a', 'x', { qos: 1 }))).toEqual({ reasonCode: null });
    const sent = broker.clients.map(({ received }) => received.filter(({ type }) => type === PACKET.publish).length);
    expect(sent).toEqual([1, 1]);
    expect(connection.counters.messagesOut).toBe(1);
  });

  it('is given up after the time an answer may take, and then not sent again', async () => {
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type === PACKET.connect && (nth === 0 || acceptAgain)) client.send(connack(4));
      else client.socket.destroy();
    });
    let acceptAgain = false;
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 }, { answerTimeoutMs: 100 });
    await expect(connection.publish(text('a', 'x', { qos: 1 }))).rejects.toMatchObject({ code: 'broker-timeout' });
    acceptAgain = true;
    await reached(connection, 'connected');
    const resent = broker.clients.slice(1).flatMap(({ received }) => received.filter(({ type }) => type === PACKET.publish));
    expect(resent).toEqual([]);
  });

  it('at QoS 0 is reported as possibly lost where it could not be written out', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      client.socket.pause();
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    const large = { topic: 'a', payload: Buffer.alloc(32 * 1_048_576), qos: 0, retain: false } as const;
    const outcome = connection.publish(large);
    broker.clients[0]?.socket.destroy();
    await expect(outcome).rejects.toMatchObject({ code: 'not-connected', message: expect.stringContaining('may have been delivered') });
  });
});

describe('while the connection is down', () => {
  it('subscribing and unsubscribing do not wait for it', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
    });
    const { connection } = await openReadyConnection(broker.url, { reconnect: { minMs: 600_000, maxMs: 600_000, factor: 1, jitter: 0 } });
    broker.clients[0]?.socket.destroy();
    await reached(connection, 'reconnecting');
    expect(await connection.subscribe('a', { qos: 2 })).toEqual({ qos: 2 });
    await connection.unsubscribe('a');
  });
});

describe('a subscription under way when the connection is lost', () => {
  it('is made at the reconnect', async () => {
    const broker = await startScriptedBroker(({ type, body }, client, nth) => {
      if (type === PACKET.connect) client.send(connack(4));
      if (type !== PACKET.subscribe) return;
      if (nth === 0) client.socket.destroy();
      else client.send(packet(9, 0, body.subarray(0, 2), 1));
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    expect(await connection.subscribe('a', { qos: 1 })).toEqual({ qos: 1 });
    await eventually(() =>
      expect(broker.clients[1]?.received[1]?.body.subarray(2)).toEqual(Buffer.concat([mqttString('a'), Buffer.of(1)])),
    );
  });

  it('that the broker refuses to restore is reported, and asked for again the next time', async () => {
    const broker = await startScriptedBroker(({ type, body }, client, nth) => {
      if (type === PACKET.connect) client.send(connack(5));
      if (type === PACKET.subscribe) client.send(packet(9, 0, body.subarray(0, 2), 0, nth === 1 ? 0x87 : 0));
    });
    const lost: [string, AppError][] = [];
    const warnings: string[] = [];
    const { connection } = await openReadyConnection(
      broker.url,
      {},
      {
        onSubscriptionLost: (filter, error) => lost.push([filter, error]),
        log: { info: () => {}, warn: (message) => warnings.push(message), error: () => {} },
      },
    );
    await connection.subscribe('a', { qos: 0 });
    broker.clients[0]?.socket.destroy();
    await eventually(() => expect(lost).toEqual([['a', expect.objectContaining({ code: 'broker-refused' })]]));
    expect(warnings).toContain('A subscription could not be restored');
    broker.clients[1]?.socket.destroy();
    await eventually(() => expect(broker.clients[2]?.received.some(({ type }) => type === PACKET.subscribe)).toBe(true));
    expect(lost).toHaveLength(1);
  });
});

describe('a broker that no longer answers', () => {
  it('is noticed by the keep-alive', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
    });
    const { connection } = await openReadyConnection(broker.url, { keepaliveSeconds: 1 });
    expect(await reached(connection, 'reconnecting')).toMatchObject({ reason: expect.stringContaining('ping') });
    expect(broker.clients[0]?.received.some(({ type }) => type === PACKET.pingreq)).toBe(true);
  });

  it('and accepts without CONNACK is tried again after the time an attempt may take', async () => {
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type === PACKET.connect && nth !== 1) client.send(connack(5));
    });
    const { connection, states } = await openReadyConnection(broker.url, { connectTimeoutMs: 1_000 });
    broker.clients[0]?.socket.destroy();
    await eventually(() => expect(broker.clients).toHaveLength(3));
    await reached(connection, 'connected');
    expect(states).toContainEqual(expect.objectContaining({ attempt: 2, reason: 'The broker did not answer in time' }));
  });

  it('says why it ends the connection when it speaks MQTT 5', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(5));
      // Server shutting down.
      setImmediate(() => client.send(packet(PACKET.disconnect, 0, 0x8b, 0)));
    });
    const { connection } = await openReadyConnection(broker.url);
    expect(await reached(connection, 'reconnecting')).toMatchObject({ reason: expect.stringContaining('shutting down (0x8B)') });
  });
});

describe('listeners of the state', () => {
  it('can be removed, and one that throws harms nobody', async () => {
    await using mosquitto = await startMosquitto();
    const { connection } = await openReadyConnection(mosquitto.url);
    const seen: string[] = [];
    connection.onState(() => {
      throw new Error('A listener failed.');
    });
    const stop = connection.onState(({ name }) => seen.push(name));
    await mosquitto.restart();
    await reached(connection, 'connected');
    expect(seen).toContain('reconnecting');
    const before = seen.length;
    stop();
    await connection.close();
    expect(seen).toHaveLength(before);
  });
});
