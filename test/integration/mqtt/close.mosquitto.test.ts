import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { eventually, openConnection, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { freePort } from '../../support/ports.ts';
import { connack, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;
let aedes: EmbeddedBroker;

beforeAll(async () => {
  [mosquitto, aedes] = await Promise.all([startMosquitto(), startEmbeddedBroker({ host: '127.0.0.1', port: 0 })]);
});

afterAll(async () => {
  await Promise.all([mosquitto.dispose(), aedes.close()]);
});

const neverAgain = { minMs: 60_000, maxMs: 60_000, factor: 1, jitter: 0 };

/** Sockets and timers that keep the process alive; what the test runner itself holds is among them. */
function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|Timer/.test(name));
}

describe.each([
  ['Mosquitto', 5, () => mosquitto.url],
  ['Mosquitto', 4, () => mosquitto.url],
  ['aedes', 4, () => `mqtt://127.0.0.1:${aedes.port}`],
] as const)('closing a connection to %s, version %i', (_name, protocolVersion, urlOf) => {
  it('says DISCONNECT, so that no will is sent', async () => {
    const watcher = await openReadyConnection(urlOf());
    await watcher.connection.subscribe('will/#', { qos: 1 });
    const will = text('will/closed', 'died', { qos: 1 });
    const { connection, states } = await openReadyConnection(urlOf(), { protocolVersion, will });
    await connection.close();
    expect(states.at(-1)?.name).toBe('disconnected');
    await watcher.connection.publish(text('will/marker', 'marker', { qos: 1 }));
    await eventually(() => expect(watcher.texts()).toEqual(['marker']));
  });

  it('with messages unacknowledged ends their waits', async () => {
    const { connection } = await openReadyConnection(urlOf(), { protocolVersion });
    const refusal = { code: 'not-connected', message: expect.stringContaining('may have been delivered') };
    const outcome = connection.publish(text('a', 'x', { qos: 2 }));
    await Promise.all([expect(outcome).rejects.toMatchObject(refusal), connection.close()]);
  });
});

describe('a will', () => {
  it('is sent when the connection dies without a word', async () => {
    const watcher = await openReadyConnection(mosquitto.url);
    await watcher.connection.subscribe('will/#', { qos: 1 });
    const will = { ...text('will/died', 'died', { qos: 1 }), properties: { contentType: 'text/plain' }, delaySeconds: 0 };
    const { connection } = await openReadyConnection(mosquitto.url, { will, clientId: 'mortal', reconnect: neverAgain });
    // Another client with the same id pushes this one out [MQTT-3.1.4-3], which does not come back during the test.
    const rival = await openReadyConnection(mosquitto.url, { clientId: 'mortal' });
    await eventually(() => expect(watcher.texts()).toEqual(['died']));
    expect(watcher.messages[0]?.properties).toMatchObject({ contentType: 'text/plain' });
    await Promise.all([connection.close(), rival.connection.close()]);
  });
});

describe('after close', () => {
  it('every call is refused, closing again is harmless, and nothing more is heard', async () => {
    const { connection, states } = await openReadyConnection(mosquitto.url);
    await connection.subscribe('after/#', { qos: 0 });
    await Promise.all([connection.close(), connection.close()]);
    await connection.close();
    const refusal = { code: 'not-connected', message: expect.stringContaining('is closed') };
    await expect(connection.publish(text('after/1', 'x'))).rejects.toMatchObject(refusal);
    await expect(connection.subscribe('after/#', { qos: 0 })).rejects.toMatchObject(refusal);
    await expect(connection.unsubscribe('after/#')).rejects.toMatchObject(refusal);
    expect(states.map(({ name }) => name)).toEqual(['connected', 'disconnected']);
  });

  it('no socket and no timer is left, in whatever state it was', async () => {
    const port = await freePort();
    const silentBroker = await startScriptedBroker(() => {});
    const before = resources().length;
    // A timer of this length that is left behind is seen.
    const patient = { connectTimeoutMs: 600_000 };
    const cases = [
      async () => openReadyConnection(mosquitto.url, patient),
      async () => {
        const recorded = openConnection(silentBroker.url, patient);
        await eventually(() => expect(silentBroker.clients[0]?.received).toHaveLength(1));
        return recorded;
      },
      async () => openConnection(mosquitto.url, patient),
      async () => {
        const recorded = openConnection(`mqtt://127.0.0.1:${port}`, {
          keepTrying: true,
          reconnect: neverAgain,
        });
        await reached(recorded.connection, 'reconnecting');
        return recorded;
      },
      async () => {
        const recorded = openConnection(`mqtt://127.0.0.1:${port}`, patient);
        await expect(recorded.connection.ready()).rejects.toThrow('cannot be reached');
        return recorded;
      },
    ];
    for (const open of cases) {
      const { connection } = await open();
      await connection.close();
    }
    for (const { socket } of silentBroker.clients) socket.destroy();
    await eventually(() => expect(resources().length).toBeLessThanOrEqual(before));
  });

  it('the broker has no client left of a hundred', async () => {
    const opened = await Promise.all(
      Array.from({ length: 100 }, (_, index) => openReadyConnection(mosquitto.url, { clientId: `crowd-${index}` })),
    );
    await Promise.all(opened.map(({ connection }) => connection.publish(text('crowd', 'x', { qos: 1 }))));
    await Promise.all(opened.map(({ connection }) => connection.close()));
    await eventually(() => expect(mosquitto.log().match(/Received DISCONNECT from crowd-/g)).toHaveLength(100));
    expect(mosquitto.log()).not.toMatch(/Client crowd-\d+ (closed its connection|has exceeded timeout)/);
  });
});

describe('closing when the other side is dead', () => {
  it('does not wait for it', async () => {
    const dead = await startMosquitto();
    const { connection } = await openReadyConnection(dead.url);
    dead.freeze();
    // More than the socket's buffers take, so that not even DISCONNECT can be written.
    const stuck = connection.publish({ topic: 'a', payload: Buffer.alloc(16 * 1_048_576), qos: 1, retain: false });
    await Promise.all([expect(stuck).rejects.toMatchObject({ code: 'not-connected' }), connection.close()]);
    expect(connection.state.name).toBe('disconnected');
    dead.thaw();
    await dead.dispose();
  });

  it('says DISCONNECT also while an answer is outstanding', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type === PACKET.connect) client.send(connack(4));
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    const subscribed = connection.subscribe('a', { qos: 0 });
    await Promise.all([expect(subscribed).rejects.toMatchObject({ code: 'not-connected' }), connection.close()]);
    await eventually(() => expect(broker.clients[0]?.received.at(-1)?.type).toBe(PACKET.disconnect));
  });

  it('does not wait for a broker that never closes its side', async () => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      client.socket.allowHalfOpen = true;
    });
    const { connection } = await openReadyConnection(broker.url, { protocolVersion: 4 });
    await connection.close();
    await eventually(() => expect(broker.clients[0]?.received.at(-1)?.type).toBe(PACKET.disconnect));
  });
});
