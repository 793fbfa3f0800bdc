import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import type { EmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { createBrokerConnection } from '../../../sidecar/mqtt/broker-connection.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import { eventually, openConnection, openReadyConnection, reached, testConnectionOptions, text } from '../../support/mqtt.ts';
import { freePort, listenOnFreePort } from '../../support/ports.ts';
import { connack, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

let mosquitto: Mosquitto;
let guarded: Mosquitto;
let aedes: EmbeddedBroker;

beforeAll(async () => {
  [mosquitto, guarded, aedes] = await Promise.all([
    startMosquitto(),
    startMosquitto({ users: { alice: 'wonder: land@1' } }),
    startEmbeddedBroker({ host: '127.0.0.1', port: 0 }),
  ]);
});

afterAll(async () => {
  await Promise.all([mosquitto.dispose(), guarded.dispose(), aedes.close()]);
});

describe('connecting', () => {
  it.each([
    ['auto', 5],
    [5, 5],
    [4, 4],
  ] as const)('to Mosquitto with protocol version %s speaks %i', async (protocolVersion, spoken) => {
    const { connection, states } = await openReadyConnection(mosquitto.url, { protocolVersion });
    expect(connection.state).toMatchObject({ name: 'connected', protocolVersion: spoken, sessionPresent: false });
    expect(states.map(({ name }) => name)).toEqual(['connected']);
    await mosquitto.waitForLog(new RegExp(`as ${connection.clientId} \\(p${spoken === 5 ? 5 : 2}, c1, k60\\)`));
  });

  it('to Mosquitto over a WebSocket works the same', async () => {
    await using webSockets = await startMosquitto({ protocol: 'websockets' });
    const { connection } = await openReadyConnection(`${webSockets.url}/mqtt`);
    expect(connection).toMatchObject({ url: `${webSockets.url}/mqtt`, state: { name: 'connected', protocolVersion: 5 } });
    await connection.close();
  });

  it('to a broker that refuses MQTT 5 falls back to 3.1.1', async () => {
    const { connection, states } = await openReadyConnection(`mqtt://127.0.0.1:${aedes.port}`);
    expect(connection.state).toMatchObject({ name: 'connected', protocolVersion: 4 });
    expect(states.map(({ name }) => name)).toEqual(['connected']);
  });

  it('insists on MQTT 5 when that was asked for', async () => {
    const { connection } = openConnection(`mqtt://127.0.0.1:${aedes.port}`, { protocolVersion: 5 });
    await expect(connection.ready()).rejects.toMatchObject({ code: 'broker-refused', hint: expect.stringContaining('protocolVersion') });
    expect(connection.state.name).toBe('failed');
  });

  it('uses the client id given, or one of its own that every broker accepts', async () => {
    const named = await openReadyConnection(mosquitto.url, { clientId: 'my-own-id' });
    expect(named.connection.clientId).toBe('my-own-id');
    await mosquitto.waitForLog(/as my-own-id /);
    const anonymous = await openReadyConnection(mosquitto.url);
    expect(anonymous.connection.clientId).toMatch(/^mqttx-sse-[0-9a-f]{12}$/);
    expect(anonymous.connection.clientId.length).toBeLessThanOrEqual(23);
  });

  it('takes the credentials out of the URL and shows it without them', async () => {
    const url = `mqtt://alice:${encodeURIComponent('wonder: land@1')}@127.0.0.1:${guarded.port}`;
    const { connection } = await openReadyConnection(url);
    expect(connection).toMatchObject({ username: 'alice', url: guarded.url, tls: false });
  });

  it('prefers credentials given by name over those of the URL', async () => {
    const url = `mqtt://bob:wrong@127.0.0.1:${guarded.port}`;
    const { connection } = await openReadyConnection(url, { username: 'alice', password: 'wonder: land@1' });
    expect(connection.username).toBe('alice');
  });
});

describe('a broker that falls silent or talks rubbish at MQTT 5', () => {
  it.each([
    ['hangs up', (socket: { destroy(): void }) => socket.destroy()],
    ['resets the connection', (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
    ['sends what is not MQTT', (socket: { write(text: string): void }) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('and %s gets 3.1.1, and again when the connection is lost', async (_what, answer) => {
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      if (client.version === 5) answer(client.socket);
      else client.send(connack(4));
    });
    const { connection } = await openReadyConnection(broker.url);
    expect(connection.state).toMatchObject({ protocolVersion: 4 });
    broker.clients.at(-1)?.socket.destroy();
    await reached(connection, 'reconnecting');
    await reached(connection, 'connected');
    expect(broker.clients.map(({ version }) => version)).toEqual([5, 4, 4]);
  });

  it('and at 3.1.1 as well is reported as no MQTT broker', async () => {
    const broker = await startScriptedBroker((_packet, client) => client.socket.destroy());
    const { connection } = openConnection(broker.url);
    await expect(connection.ready()).rejects.toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringContaining(`127.0.0.1:${broker.port}`),
      hint: expect.stringContaining('TLS'),
    });
    expect(broker.clients.map(({ version }) => version)).toEqual([5, 4]);
  });
});

describe('a refusal', () => {
  it.each([4, 5] as const)('of the password with version %i ends in failed and is not tried again', async (protocolVersion) => {
    const before = guarded.log().length;
    const { connection, states } = openConnection(guarded.url, { protocolVersion, username: 'alice', password: 'wrong', keepTrying: true });
    await expect(connection.ready()).rejects.toMatchObject({ code: 'broker-refused', message: expect.stringContaining('authorized') });
    expect(states.map(({ name }) => name)).toEqual(['failed']);
    await guarded.waitForLog(/disconnected, not authorised/);
    // A connection that works shows that time has passed on the broker's side too.
    await openReadyConnection(guarded.url, { username: 'alice', password: 'wonder: land@1' });
    expect(
      guarded
        .log()
        .slice(before)
        .match(/not authorised/g),
    ).toHaveLength(1);
  });

  it('says in words what the broker said, and what it wrote beside', async () => {
    const reason = Buffer.from('no such tenant');
    const broker = await startScriptedBroker((_packet, client) => {
      client.send(connack(5, 0x8a, false, [0x1f, 0, reason.length, ...reason]));
    });
    const { connection } = openConnection(broker.url);
    await expect(connection.ready()).rejects.toThrow(/the client is banned \(0x8A\); it says: "no such tenant"/);
    await expect(connection.publish(text('a', 'x'))).rejects.toMatchObject({
      code: 'not-connected',
      message: expect.stringContaining('banned'),
    });
  });

  it('that may pass is tried again, within the time that the first connection may take', async () => {
    const broker = await startScriptedBroker((_packet, client, nth) => client.send(connack(5, nth < 2 ? 0x88 : 0)));
    const { connection, states } = await openReadyConnection(broker.url);
    expect(connection.state.name).toBe('connected');
    expect(states.map((state) => (state.name === 'reconnecting' ? state.attempt : state.name))).toEqual([1, 1, 2, 2, 'connected']);
    expect(states[0]).toMatchObject({ reason: expect.stringContaining('not available') });
  });

  it('that does not pass in that time is reported', async () => {
    const broker = await startScriptedBroker((_packet, client) => client.send(connack(5, 0x89)));
    const { connection } = openConnection(broker.url, { connectTimeoutMs: 1_000 });
    await expect(connection.ready()).rejects.toMatchObject({ code: 'broker-refused', message: expect.stringContaining('busy') });
    expect(connection.state.name).toBe('disconnected');
  });
});

describe('a broker that is not there', () => {
  it('is named, with the reason, and nothing is tried again', async () => {
    const port = await freePort();
    const { connection, states } = openConnection(`mqtt://127.0.0.1:${port}`);
    await expect(connection.ready()).rejects.toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*nothing listens there.*ECONNREFUSED`)),
    });
    expect(states.map(({ name }) => name)).toEqual(['disconnected']);
  });

  it('is named when its host is unknown', async () => {
    const { connection } = openConnection('mqtt://no-such-host.invalid');
    await expect(connection.ready()).rejects.toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringMatching(/no-such-host\.invalid:1883.*(ENOTFOUND|EAI_AGAIN)/),
    });
  });

  it('is told from a web server without MQTT', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    const port = await listenOnFreePort(server);
    const { connection } = openConnection(`ws://127.0.0.1:${port}/wrong`);
    await expect(connection.ready()).rejects.toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringContaining('status 404'),
      hint: expect.stringContaining('/mqtt'),
    });
    server.close();
  });

  it('is given up after the time it may take when it accepts and says nothing', async () => {
    const broker = await startScriptedBroker(() => {});
    const { connection } = openConnection(broker.url, { connectTimeoutMs: 100 });
    await expect(connection.ready()).rejects.toMatchObject({ code: 'broker-timeout', message: expect.stringContaining(`${broker.port}`) });
    expect(connection.state.name).toBe('disconnected');
  });

  it('is tried on until it is there when that is wanted', async () => {
    const port = await freePort();
    const { connection, states } = openConnection(`mqtt://127.0.0.1:${port}`, { keepTrying: true });
    await eventually(() => expect(states).toContainEqual(expect.objectContaining({ name: 'reconnecting', attempt: 3 })));
    const late = await startEmbeddedBroker({ host: '127.0.0.1', port });
    try {
      await connection.ready();
      expect(connection.state).toMatchObject({ name: 'connected', protocolVersion: 4 });
    } finally {
      await connection.close();
      await late.close();
    }
  });

  it('is given up by close, and then ready rejects', async () => {
    const port = await freePort();
    const { connection, states } = openConnection(`mqtt://127.0.0.1:${port}`, { keepTrying: true });
    await eventually(() => expect(states.length).toBeGreaterThan(0));
    await connection.close();
    await expect(connection.ready()).rejects.toMatchObject({ code: 'not-connected' });
    expect(connection.state.name).toBe('disconnected');
  });
});

describe('options that cannot work', () => {
  it.each([
    ['a client certificate without its key', { tls: { cert: 'x' } }, /Certificates are of no use/],
    ['certificates that are none', { url: 'mqtts://broker', tls: { ca: 'nonsense', cert: 'x', key: 'y' } }, /cannot be used/],
    ['half of a client certificate', { url: 'mqtts://broker', tls: { cert: 'x' } }, /both cert and key/],
    ['a session to be kept without a client id', { clientId: '', cleanStart: false }, /needs a client id/],
    ['a will for a wildcard', { will: text('a/#', 'gone') }, /wildcard/],
    ['a wrong URL', { url: 'http://broker' }, /scheme/],
  ])('are refused at once: %s', (_what, options, words) => {
    const parts = { id: 'x', options: { ...testConnectionOptions, url: mosquitto.url, ...options }, onMessage: () => {} };
    expect(() => createBrokerConnection(parts)).toThrow(words);
  });
});
