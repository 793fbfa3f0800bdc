import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openReadyConnection, reached, text } from '../../support/mqtt.ts';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';

const uncaught: unknown[] = [];
const note = (error: unknown): void => {
  uncaught.push(error);
};

beforeAll(() => {
  process.on('uncaughtExceptionMonitor', note);
});

afterAll(() => {
  process.off('uncaughtExceptionMonitor', note);
});

const rubbish: readonly [string, Buffer][] = [
  ['a packet type that does not exist', Buffer.of(0x00, 0x00)],
  ['a length that never ends', Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff, 0xff)],
  ['a PUBLISH of QoS 3', packet(PACKET.publish, 6, mqttString('a'), 0, 1)],
  ['a PUBLISH whose topic is longer than itself', packet(PACKET.publish, 0, 0xff, 0xff, 0x61)],
  ['a PUBLISH with an unknown property', packet(PACKET.publish, 0, mqttString('a'), 2, 0x7f, 1)],
  ['a PUBLISH with a topic alias of zero', packet(PACKET.publish, 0, mqttString('a'), 3, 0x23, 0, 0)],
  ['a PUBLISH with an alias that was never set', packet(PACKET.publish, 0, mqttString(''), 3, 0x23, 0, 9)],
  ['a second CONNACK', connack(5)],
  ['a SUBACK with reserved flags', packet(9, 5, 0, 1, 0, 0)],
];

describe('a broker that breaks the protocol', () => {
  it.each(rubbish)('by sending %s is left and tried again', async (_what, bytes) => {
    const broker = await startScriptedBroker(({ type }, client, nth) => {
      if (type !== PACKET.connect) return;
      client.send(connack(5));
      if (nth === 0) setImmediate(() => client.send(bytes));
    });
    const { connection } = await openReadyConnection(broker.url);
    const { reason } = await reached(connection, 'reconnecting');
    expect(reason).toMatch(/does not keep to MQTT|The connection failed/);
    await reached(connection, 'connected');
    expect(uncaught).toEqual([]);
  });

  it('by answering what was never asked is not taken seriously', async () => {
    const broker = await startScriptedBroker(({ type, body }, client) => {
      if (type === PACKET.connect) client.send(connack(5));
      if (type !== PACKET.publish) return;
      client.send(packet(PACKET.puback, 0, 0xff, 0xf0), packet(PACKET.pubcomp, 0, 0xff, 0xf1), packet(PACKET.pubrel, 2, 0xff, 0xf2));
      client.send(packet(PACKET.puback, 0, body.subarray(3, 5)), packet(PACKET.puback, 0, body.subarray(3, 5)));
    });
    const { connection } = await openReadyConnection(broker.url);
    expect(await connection.publish(text('a', 'x', { qos: 1 }))).toEqual({ reasonCode: 0 });
    expect(await connection.publish(text('a', 'y', { qos: 1 }))).toEqual({ reasonCode: 0 });
    expect(connection.counters.messagesOut).toBe(2);
    expect(connection.state.name).toBe('connected');
  });

  it('by random bytes never brings the process down', async () => {
    let connections = 0;
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      connections += 1;
      client.send(connack(client.version));
      const heads = [0x20, 0x30, 0x32, 0x34, 0x40, 0x50, 0x62, 0x70, 0x90, 0xb0, 0xd0, 0xe0, 0xf0];
      setImmediate(() => {
        for (const head of heads) {
          const body = randomBytes(1 + (connections % 20));
          client.send(head, body.length, body);
        }
        client.socket.end();
      });
    });
    const opened = [4, 5].flatMap((version) => Array.from({ length: 3 }, () => (version === 4 ? 4 : 5)));
    const recorded = await Promise.all(
      opened.map((protocolVersion) =>
        openReadyConnection(
          broker.url,
          { protocolVersion, reconnect: { minMs: 1, maxMs: 2, factor: 1, jitter: 0 } },
          { clock: () => (connections += 1) * 10_000 },
        ),
      ),
    );
    await eventually(() => expect(broker.clients.length).toBeGreaterThan(60));
    await Promise.all(recorded.map(({ connection }) => connection.close()));
    expect(uncaught).toEqual([]);
  });
});

describe('a connection that is closed while messages pour in', () => {
  it('handles none of them afterwards and acknowledges none', async () => {
    const flood = Buffer.concat(
      Array.from({ length: 500 }, (_, index) =>
        packet(PACKET.publish, index % 2 === 0 ? 2 : 4, mqttString('a'), index >> 8, (index & 255) | 1, Buffer.from('x')),
      ),
    );
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      client.send(flood, ...Array.from({ length: 50 }, (_, index) => packet(PACKET.pubrel, 2, 0, index | 1)));
    });
    let afterClose = 0;
    let isClosed = false;
    let handled = 0;
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      {
        onMessage: () => {
          handled += 1;
          if (isClosed) afterClose += 1;
        },
      },
    );
    await eventually(() => expect(handled).toBeGreaterThan(0));
    isClosed = true;
    await connection.close();
    expect(afterClose).toBe(0);
    expect(uncaught).toEqual([]);
  });

  it('lets what is left in the pipe run dry without harm', async () => {
    let finish: (() => void) | undefined;
    const broker = await startScriptedBroker(({ type }, client) => {
      if (type !== PACKET.connect) return;
      client.send(connack(4));
      // In one piece, so that PUBREL waits for the handler of the message before it; after one of QoS 0 mqtt.js does wait.
      client.send(
        packet(PACKET.publish, 0, mqttString('a')),
        packet(PACKET.pubrel, 2, 0, 2),
        packet(PACKET.publish, 4, mqttString('a'), 0, 3),
      );
    });
    const messages: string[] = [];
    const { connection } = await openReadyConnection(
      broker.url,
      { protocolVersion: 4 },
      {
        onMessage: ({ topic }) => {
          messages.push(topic);
          return new Promise<void>((resolve) => {
            finish = resolve;
          });
        },
      },
    );
    await eventually(() => expect(messages).toHaveLength(1));
    await connection.close();
    finish?.();
    // The packets are worked off in ticks of their own.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(messages).toHaveLength(1);
    expect(broker.clients[0]?.received.map(({ type }) => type)).toEqual([PACKET.connect, PACKET.disconnect]);
    expect(uncaught).toEqual([]);
  });
});
