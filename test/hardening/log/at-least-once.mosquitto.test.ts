/**
 * The whole way, from a publisher over Mosquitto and the sidecar to a reader of a stream, while everything on it is cut, killed
 * and restarted: every message arrives at least once and in order, and nothing is said to be lost.
 */
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../unit/log/support.ts';
import { runCli, type CliRun } from '../../support/cli.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/polling.ts';
import { openReturningReader } from '../../support/returning-reader.ts';

const MESSAGES = 100_000;
const TOPICS = 10;
const KILLS = [10_000, 30_000, 50_000, 65_000, 90_000];
const BROKER_RESTARTS = [40_000, 80_000];
/** How far the publisher may be ahead of the reader; enough to go on while the sidecar is away. */
const AHEAD = 4_000;

const messageSchema = z.object({ topic: z.string(), payload: z.string(), qos: z.literal(1), dup: z.boolean().optional() });

const running: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** What came, per topic: first arrivals have to be in order, and what comes again has to say so. */
class Receipts {
  readonly #latest = new Map<string, number>();
  readonly disorder: string[] = [];
  readonly gaps: string[] = [];
  readonly unmarked: string[] = [];
  received = 0;
  repeats = 0;

  take({ event, data }: { event: string; data: string }, isExcused: (topic: string, number: number) => boolean): void {
    if (event === 'gap') this.gaps.push(data);
    const messages =
      event === 'batch'
        ? z.array(messageSchema).parse(JSON.parse(data))
        : event === 'message'
          ? [messageSchema.parse(JSON.parse(data))]
          : [];
    for (const { topic, payload, dup } of messages) {
      const number = Number(payload);
      const latest = this.#latest.get(topic) ?? -1;
      if (number <= latest) {
        this.repeats += 1;
        if (dup !== true && !isExcused(topic, number)) this.unmarked.push(`${topic} ${payload} after ${latest}`);
      } else {
        if (number !== latest + 1) this.disorder.push(`${topic} ${payload} after ${latest}`);
        this.#latest.set(topic, number);
        this.received += 1;
      }
    }
  }
}

async function publishAll(publisher: MqttClient, receipts: Receipts, onSent: (count: number) => void): Promise<void> {
  let acknowledged = 0;
  for (let sent = 0; sent < MESSAGES; sent += 1) {
    onSent(sent + 1);
    publisher.publish(`load/${sent % TOPICS}`, String(Math.floor(sent / TOPICS)), { qos: 1 }, () => (acknowledged += 1));
    if (sent % 100 === 99) await until('the reader follows', () => sent - receipts.received < AHEAD && sent - acknowledged < 1_000, 90_000);
  }
}

test('100,000 messages of QoS 1 survive five kills of the sidecar, two restarts of the broker and a cut every 500 ms', async () => {
  const broker = await startMosquitto({
    persistence: true,
    config: ['max_queued_messages 0', 'max_inflight_messages 200', 'log_type none', 'set_tcp_nodelay true'],
  });
  running.push(broker);
  const port = await freePort();
  const history = join(temporaryFolder(), 'history.db');
  const start = async (): Promise<CliRun> => {
    const args = [
      '--port',
      String(port),
      '--no-embedded-broker',
      '--log-level',
      'warn',
      '--history-store',
      'sqlite',
      '--history-path',
      history,
    ];
    const run = runCli([...args, '--history-max-messages', '1000000'], {
      MQTTX_SSE_PROFILES: JSON.stringify({ local: { url: broker.url, reconnect: { minMs: 50, maxMs: 500 } } }),
    });
    await run.origin();
    return run;
  };
  let sidecar = await start();
  running.push({ [Symbol.asyncDispose]: () => sidecar[Symbol.asyncDispose]() });

  const receipts = new Receipts();
  // Mosquitto does not mark what it delivers again after it was restarted itself, nor does it know what a publisher repeats.
  const unmarkedByBroker: { from: number; to: number }[] = [];
  let sent = 0;
  const isExcused = (topic: string, number: number): boolean => {
    const place = number * TOPICS + Number(topic.slice('load/'.length));
    return unmarkedByBroker.some(({ from, to }) => place >= from && place <= to);
  };
  using stream = openReturningReader({
    url: `http://127.0.0.1:${port}/mqttx/stream?topic=load/%23&qos=1`,
    onEvent: (event) => receipts.take(event, isExcused),
  });
  await until('the stream is subscribed', () => broker.log().includes('load/#') || stream.connections > 0);
  const cutting = setInterval(() => stream.cut(), 500);
  running.push({ [Symbol.asyncDispose]: async () => clearInterval(cutting) });

  const publisher = connect(broker.url, { clientId: 'publisher', clean: false, reconnectPeriod: 50 });
  running.push({ [Symbol.asyncDispose]: () => publisher.endAsync(true) });
  publisher.on('error', () => {});
  const published = publishAll(publisher, receipts, (count) => (sent = count));
  const kills = [...KILLS];
  const restarts = [...BROKER_RESTARTS];
  while (kills.length + restarts.length > 0) {
    const next = Math.min(kills[0] ?? MESSAGES, restarts[0] ?? MESSAGES);
    await until(`${next} messages have arrived`, () => receipts.received >= next, 60_000);
    if (next === restarts[0]) {
      restarts.shift();
      const unmarked = { from: receipts.received - AHEAD, to: MESSAGES };
      unmarkedByBroker.push(unmarked);
      await broker.restart();
      unmarked.to = sent + AHEAD;
    } else {
      kills.shift();
      sidecar.child.kill('SIGKILL');
      await sidecar.exit();
      sidecar = await start();
    }
  }
  await published;
  await until('every message has arrived', () => receipts.received >= MESSAGES, 60_000);
  const { disorder, gaps, unmarked, received } = receipts;
  expect({ received, disorder, gaps, unmarked }).toEqual({ received: MESSAGES, disorder: [], gaps: [], unmarked: [] });
  expect(stream.connections).toBeGreaterThan(10);
}, 300_000);
