import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { openReadyConnection, text } from '../../support/mqtt.ts';
import { startDamagingProxy } from '../../support/damaging-proxy.ts';
import { openSocket } from '../../support/http.ts';
import { until } from '../../support/polling.ts';
import { recordStream } from '../../support/recorded-stream.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let broker: Mosquitto;

beforeAll(async () => {
  broker = await startMosquitto({ config: ['message_size_limit 0', 'max_queued_messages 0'] });
});

afterAll(() => broker.dispose());

const gapSchema = z.object({ reason: z.string(), dropped: z.number() });
const streamsSchema = z.object({
  streams: z.array(z.object({ topics: z.array(z.string()), dropped: z.number(), pendingBytes: z.number() })),
});
const chunkSchema = z.object({
  message: z.string(),
  index: z.number(),
  count: z.number(),
  bytes: z.number(),
  crc32: z.string(),
  topic: z.string().optional(),
  sha256: z.string().optional(),
  data: z.string(),
});

async function streamsOf(sidecar: TestSidecar) {
  const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, { headers: { Authorization: `Bearer ${sidecar.adminToken}` } });
  return streamsSchema.parse(await response.json()).streams;
}

/** A reader that asks for a stream and never reads. */
async function openDeaf(sidecar: TestSidecar, query: string) {
  const socket = openSocket(sidecar.port);
  socket.on('error', () => {});
  socket.pause();
  await once(socket, 'connect');
  socket.write(`GET /mqttx/stream?${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await until('the stream is open', async () => (await streamsOf(sidecar)).length > 0);
  return socket;
}

const BUFFER = 256 * 1024;
const payload = (n: number): string => `${n} ${'x'.repeat(20_000)}`;

/** More than the kernel and the budget hold together. */
const MESSAGES = 800;

describe('a reader that never reads, among others that do', () => {
  it.each([
    ['disconnect', 'slow/1'],
    ['drop-oldest', 'slow/1'],
    ['latest-per-topic', 'slow/1'],
  ] as const)('is treated by the policy %s, stays within its budget, and keeps nobody waiting', async (slowConsumer, topic) => {
    await using sidecar = await startTestSidecar({
      profiles: { local: { url: broker.url } },
      stream: { slowConsumer, bufferBytes: BUFFER },
      history: { maxBytes: 4 * 1024 * 1024 },
    });
    const { connection } = await openReadyConnection(broker.url);
    const deaf = await openDeaf(sidecar, 'topic=slow/%23&qos=1');
    const readers = await Promise.all(Array.from({ length: 8 }, () => StreamClient.open(sidecar.origin, 'topic=slow/%23&qos=1')));
    let most = 0;
    for (let n = 0; n < MESSAGES; n += 1) {
      await connection.publish(text(topic, payload(n), { qos: 1 }));
      for (const { pendingBytes } of await streamsOf(sidecar)) most = Math.max(most, pendingBytes);
    }
    expect(most).toBeLessThanOrEqual(BUFFER);
    expect(most).toBeGreaterThan(BUFFER / 2);
    await Promise.all(readers.map((reader) => reader.untilMessages(MESSAGES)));
    for (const reader of readers) {
      expect(reader.named('gap')).toEqual([]);
      reader.close();
    }
    if (slowConsumer === 'disconnect') {
      await until('the deaf stream is cut off', async () => (await streamsOf(sidecar)).length === 0);
      deaf.destroy();
      return;
    }
    await until('only the deaf stream is left', async () => (await streamsOf(sidecar)).length === 1);
    // Now it reads after all, and finds out what it has missed.
    let received = '';
    deaf.setEncoding('utf8').on('data', (data: string) => {
      received += data;
    });
    deaf.resume();
    const newest = `"payload":"${MESSAGES - 1} xxx`;
    await until('the newest message arrives', () => received.includes(newest));
    const gaps = [...received.matchAll(/event: gap\ndata: (.*)/g)].map(([, data]) => gapSchema.parse(JSON.parse(data ?? '')));
    const messages = received.split('"topic":"slow/1"').length - 1;
    expect(gaps.every(({ reason }) => reason === 'slow-consumer')).toBe(true);
    expect(gaps.reduce((sum, { dropped }) => sum + dropped, 0) + messages).toBe(MESSAGES);
    deaf.destroy();
  });

  it('keeps the latest of each topic where the policy says so', async () => {
    await using sidecar = await startTestSidecar({
      profiles: { local: { url: broker.url } },
      stream: { slowConsumer: 'latest-per-topic', bufferBytes: BUFFER },
    });
    const { connection } = await openReadyConnection(broker.url);
    const deaf = await openDeaf(sidecar, 'topic=lpt/%23&qos=1');
    await connection.publish(text('lpt/rare', 'the rare one', { qos: 1 }));
    for (let n = 0; n < MESSAGES; n += 1) await connection.publish(text('lpt/often', payload(n), { qos: 1 }));
    await connection.publish(text('lpt/rare', 'the rare one again', { qos: 1 }));
    for (let n = 0; n < 50; n += 1) await connection.publish(text('lpt/often', payload(n + MESSAGES), { qos: 1 }));
    let received = '';
    deaf.setEncoding('utf8').on('data', (data: string) => {
      received += data;
    });
    deaf.resume();
    await until('the newest message arrives', () => received.includes(`"${MESSAGES + 49} x`));
    expect(received).toContain('the rare one again');
    deaf.destroy();
  });
});

describe('large messages', () => {
  it('of 64 MB cross in chunks and arrive bit for bit, and others of the stream keep their order', async () => {
    await using sidecar = await startTestSidecar({ profiles: { local: { url: broker.url } } });
    const { connection } = await openReadyConnection(broker.url);
    await using stream = await StreamClient.open(sidecar.origin, 'topic=big/%23&qos=1');
    const big = randomBytes(64 * 1024 * 1024);
    await connection.publish(text('big/0', 'before', { qos: 1 }));
    await connection.publish({ ...text('big/1', '', { qos: 1 }), payload: big });
    await connection.publish(text('big/2', 'after', { qos: 1 }));
    await until('the message after it is there', () => stream.messages.length === 2, 60_000);
    const order = stream.events.filter(({ data }) => data !== '').map(({ event }) => event);
    expect([order[0], order.at(-1), new Set(order.slice(1, -1))]).toEqual(['message', 'message', new Set(['chunk'])]);
    const chunks = stream.named('chunk').map(({ data }) => chunkSchema.parse(JSON.parse(data)));
    const pieces = chunks.map(({ data }) => Buffer.from(data, 'base64'));
    expect(chunks.map(({ index, count, bytes }) => [index, count, bytes])).toEqual(pieces.map((_piece, index) => [index, 64, big.length]));
    expect(
      chunks.every(
        (chunk, index) =>
          chunk.crc32 ===
          crc32(pieces[index] ?? '')
            .toString(16)
            .padStart(8, '0'),
      ),
    ).toBe(true);
    expect(Buffer.concat(pieces).equals(big)).toBe(true);
    expect(chunks[0]?.topic).toBe('big/1');
    expect(chunks.at(-1)?.sha256).toBe(createHash('sha256').update(big).digest('hex'));
    const ids = stream.named('chunk').map(({ id }) => id);
    expect(ids.slice(0, -1).every((id) => id === undefined)).toBe(true);
    expect(ids.at(-1)).toBe(chunks[0]?.message);
  });

  it('of 64 MB come out of the client library whole, and one with a turned bit is told and asked for again', async () => {
    await using sidecar = await startTestSidecar({ profiles: { local: { url: broker.url } } });
    const { connection } = await openReadyConnection(broker.url);
    const damage = await startDamagingProxy(sidecar.port);
    const { stream, messages, errors, gaps } = recordStream({ url: `http://127.0.0.1:${damage.port}/mqttx`, qos: 1 }, 'whole/#');
    await until('the stream stands', () => stream.state === 'open');
    const big = randomBytes(64 * 1024 * 1024);
    damage.turnBitAfter(20 * 1024 * 1024);
    await connection.publish({ ...text('whole/1', '', { qos: 1 }), payload: big });
    await until('the message is there', () => messages.length === 1, 60_000);
    expect(Buffer.from(messages[0]?.raw ?? []).equals(big)).toBe(true);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['checksum', expect.stringMatching(/^Damaged message: CRC-32 of chunk \d+$/)],
    ]);
    expect(gaps).toEqual([]);
  });

  it('that fill the history are begun before the message behind them pushes them out', async () => {
    await using sidecar = await startTestSidecar({
      profiles: { local: { url: broker.url } },
      history: { maxMessages: 1 },
      stream: { chunkBytes: 1_000 },
    });
    const { connection } = await openReadyConnection(broker.url);
    await using stream = await StreamClient.open(sidecar.origin, 'topic=full/%23');
    // Both come in one piece, and are in the history before anything is sent.
    await Promise.all([connection.publish(text('full/1', 'x'.repeat(2_500))), connection.publish(text('full/2', 'after'))]);
    await stream.untilMessages(1);
    expect(stream.events.filter(({ data }) => data !== '').map(({ event }) => event)).toEqual(['chunk', 'chunk', 'chunk', 'message']);
  });

  it('that have left the history before their turn are told as a gap', async () => {
    await using sidecar = await startTestSidecar({
      profiles: { local: { url: broker.url } },
      history: { maxMessages: 3 },
    });
    const { connection } = await openReadyConnection(broker.url);
    const deaf = await openDeaf(sidecar, 'topic=gone&qos=1');
    const large = Buffer.alloc(8 * 1024 * 1024, 1);
    for (let n = 0; n < 10; n += 1) await connection.publish({ ...text('gone', '', { qos: 1 }), payload: large });
    let received = '';
    deaf.setEncoding('utf8').on('data', (data: string) => {
      received = (received + data).slice(-4_000_000);
      if (data.includes('event: gap')) gaps += data.split('event: gap').length - 1;
    });
    let gaps = 0;
    deaf.resume();
    await until('gaps are told', () => gaps > 0, 60_000);
    expect(received).not.toContain('history-expired');
    deaf.destroy();
  });
});
