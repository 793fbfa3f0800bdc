import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isListening, startEmbeddedBroker, startEmbeddedBrokerIfFree } from '../../../sidecar/mqtt/embedded-broker.ts';
import { eventually, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { freePort, isAccepting, listenOnFreePort } from '../../support/ports.ts';

const host = '127.0.0.1';

async function start(port = 0) {
  const broker = await startEmbeddedBroker({ host, port });
  onTestFinished(() => broker.close());
  return broker;
}

describe('the embedded broker', () => {
  it('passes messages between clients and keeps retained ones', async () => {
    const { port } = await start();
    const url = `mqtt://${host}:${port}`;
    const [one, other] = await Promise.all([openReadyConnection(url), openReadyConnection(url)]);
    await one.connection.publish(text('kept', 'retained', { qos: 1, retain: true }));
    await other.connection.subscribe('#', { qos: 1 });
    await one.connection.publish(text('live', 'live', { qos: 1 }));
    await eventually(() => expect(other.texts()).toEqual(['retained', 'live']));
  });

  it('ends its clients and frees its port when it is closed, more than once as well', async () => {
    const broker = await start();
    const { connection } = await openReadyConnection(`mqtt://${host}:${broker.port}`);
    // One that never sends CONNECT.
    const mute = connect({ host, port: broker.port });
    await once(mute, 'connect');
    const ended = once(mute, 'close');
    await Promise.all([broker.close(), broker.close()]);
    await ended;
    await reached(connection, 'reconnecting');
    expect(await isAccepting(broker.port)).toBe(false);
    const successor = await start(broker.port);
    expect(successor.port).toBe(broker.port);
    await reached(connection, 'connected');
  });

  it('survives clients that send rubbish or vanish', async () => {
    const { port } = await start();
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x10\x0c\x00\x04MQTT\x04', '\xff\xff\xff\xff\xff']) {
      const socket = connect({ host, port });
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.write(bytes, 'latin1');
      socket.resetAndDestroy();
    }
    const { connection } = await openReadyConnection(`mqtt://${host}:${port}`);
    expect(connection.state.name).toBe('connected');
  });

  it('tells that its port is taken', async () => {
    const { port } = await start();
    await expect(startEmbeddedBroker({ host, port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`${port}`),
    });
  });

  it('tells that it cannot listen on an address that is not of this machine', async () => {
    await expect(startEmbeddedBroker({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining('192.0.2.1'),
    });
  });
});

describe('starting a broker only where none is', () => {
  it('starts one on a free port', async () => {
    const port = await freePort();
    expect(await isListening({ host, port })).toBe(false);
    const broker = await startEmbeddedBrokerIfFree({ host, port });
    onTestFinished(() => broker?.close());
    expect(broker?.port).toBe(port);
    expect(await isListening({ host, port })).toBe(true);
  });

  it('leaves the one that is there alone', async () => {
    const { port } = await start();
    expect(await startEmbeddedBrokerIfFree({ host, port })).toBeUndefined();
  });

  it('lets exactly one of two win that start at the same moment', async () => {
    const port = await freePort();
    const both = await Promise.all([startEmbeddedBrokerIfFree({ host, port }), startEmbeddedBrokerIfFree({ host, port })]);
    onTestFinished(async () => {
      for (const broker of both) await broker?.close();
    });
    expect(both.filter((broker) => broker !== undefined)).toHaveLength(1);
  });

  it('takes a program that accepts and says nothing for one that listens', async () => {
    const server = createServer();
    const port = await listenOnFreePort(server);
    expect(await startEmbeddedBrokerIfFree({ host, port })).toBeUndefined();
    server.close();
    await once(server, 'close');
  });
});
