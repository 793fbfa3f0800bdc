/**
 * The whole way, from a publisher over Mosquitto and the sidecar to a page's client library, while everything on it is cut,
 * killed and restarted: every message arrives at least once and in order, what comes again says so and nothing else does, and
 * nothing is said to be lost.
 */
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../../../sidecar/client/index.ts';
import { temporaryFolder } from '../../unit/log/support.ts';
import { runCli, type CliRun } from '../../support/cli.ts';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/polling.ts';
import { recordStream } from '../../support/recorded-stream.ts';

const MESSAGES = 100_000;
const TOPICS = 10;
const KILLS = [10_000, 30_000, 50_000, 65_000, 90_000];
const BROKER_RESTARTS = [40_000, 80_000];
/** Acknowledgements on their way to the broker are lost, so that it delivers again. */
const LINK_CUTS = [20_000, 60_000, 70_000];
const CUT_EVERY_MS = 500;
/** How far the publisher may be ahead of the reader; enough to go on while the sidecar is away. */
const AHEAD = 4_000;

const running: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** What came, per topic: first arrivals have to be in order, and all others, and no others, have to say that they are repeats. */
class Receipts {
  readonly #latest = new Map<string, number>();
  readonly disorder: string[] = [];
  readonly mistaken: string[] = [];
  received = 0;
  repeats = 0;

  take({ topic, payload, repeat, dup }: Message): void {
    const number = Number(payload);
    const latest = this.#latest.get(topic) ?? -1;
    const isRepeat = number <= latest;
    if (isRepeat !== (repeat === true)) this.mistaken.push(`${topic} ${number} after ${latest}, repeat: ${repeat}, dup: ${dup}`);
    if (isRepeat) {
      this.repeats += 1;
      return;
    }
    if (number !== latest + 1) this.disorder.push(`${topic} ${number} after ${latest}`);
    this.#latest.set(topic, number);
    this.received += 1;
  }
}

/** Publishes in step with the reader; can be held so that the broker has acknowledged all that was sent. */
class Source {
  readonly #client: MqttClient;
  readonly #receipts: Receipts;
  #acknowledged = 0;
  #sent = 0;
  #isHeld = false;

  constructor(client: MqttClient, receipts: Receipts) {
    this.#client = client;
    this.#receipts = receipts;
  }

  async publishAll(): Promise<void> {
    while (this.#sent < MESSAGES) {
      await until(
        'the reader follows',
        () => !this.#isHeld && this.#sent - this.#receipts.received < AHEAD && this.#sent - this.#acknowledged < 1_000,
        90_000,
      );
      for (let count = 0; count < 100; count += 1) this.#publish();
    }
  }

  /** A broker takes what a publisher sends again for another message, which nobody behind it can tell. */
  async hold(): Promise<void> {
    this.#isHeld = true;
    await until('the broker has acknowledged everything', () => this.#acknowledged === this.#sent, 60_000);
  }

  release(): void {
    this.#isHeld = false;
  }

  #publish(): void {
    const [topic, number] = [`load/${this.#sent % TOPICS}`, Math.floor(this.#sent / TOPICS)];
    this.#sent += 1;
    this.#client.publish(topic, String(number), { qos: 1 }, () => (this.#acknowledged += 1));
  }
}

/** The sidecar as a process that can be killed, with its history in a file, and a profile `local` at this port. */
function sidecarOf(brokerPort: number, port: number): () => Promise<CliRun> {
  const history = [
    '--history-store',
    'sqlite',
    '--history-path',
    join(temporaryFolder(), 'history.db'),
    '--history-max-messages',
    '1000000',
  ];
  return async () => {
    const run = runCli(['--port', String(port), '--no-embedded-broker', '--log-level', 'warn', '--stream-retry-ms', '50', ...history], {
      MQTTX_SSE_PROFILES: JSON.stringify({ local: { url: `mqtt://127.0.0.1:${brokerPort}`, reconnect: { minMs: 50, maxMs: 500 } } }),
    });
    running.push(run);
    await run.origin();
    return run;
  };
}

test('what a killed sidecar had passed on without acknowledging it comes again as repeats, from the first to the last message', async () => {
  const count = 500;
  const broker = await startMosquitto({ config: ['max_inflight_messages 0'] });
  running.push(broker);
  const brokerLink = await startCuttingProxy(broker.port);
  const port = await freePort();
  const start = sidecarOf(brokerLink.port, port);
  const sidecar = await start();
  const receipts = new Receipts();
  const { stream, gaps } = recordStream({ url: `http://127.0.0.1:${port}/mqttx`, qos: 1 });
  stream.subscribe('load/#', (message) => receipts.take(message));
  await until('the stream stands', () => stream.state === 'open');
  await broker.untilSubscribed('load/#');
  const publisher = connect(broker.url, { clientId: 'publisher' });
  running.push({ [Symbol.asyncDispose]: () => publisher.endAsync(true) });
  brokerLink.mute();
  for (let number = 0; number < count; number += 1) publisher.publish('load/0', String(number), { qos: 1 });
  await until('every message has arrived', () => receipts.received === count, 60_000);
  sidecar.child.kill('SIGKILL');
  await sidecar.exit();
  await start();
  await until('every message has come again', () => receipts.repeats >= count, 60_000);
  const { disorder, mistaken, received } = receipts;
  expect({ received, disorder, gaps, mistaken }).toEqual({ received: count, disorder: [], gaps: [], mistaken: [] });
});

test('the client library delivers 100,000 messages of QoS 1 over five kills of the sidecar, two restarts of the broker and a cut every 500 ms, and says which come again', async () => {
  const broker = await startMosquitto({
    persistence: true,
    config: ['max_queued_messages 0', 'max_inflight_messages 200', 'log_type none', 'log_type subscribe', 'set_tcp_nodelay true'],
  });
  running.push(broker);
  const brokerLink = await startCuttingProxy(broker.port);
  const port = await freePort();
  const start = sidecarOf(brokerLink.port, port);
  let sidecar = await start();

  const proxy = await startCuttingProxy(port);
  const receipts = new Receipts();
  let streams = 0;
  const { stream, gaps, errors } = recordStream({ url: `http://127.0.0.1:${proxy.port}/mqttx`, qos: 1 });
  stream.on('state', (state) => void (streams += state === 'open' ? 1 : 0));
  stream.subscribe('load/#', (message) => receipts.take(message));
  await until('the stream stands', () => stream.state === 'open');
  await broker.untilSubscribed('load/#');
  const cutting = setInterval(() => proxy.cut(), CUT_EVERY_MS);
  running.push({ [Symbol.asyncDispose]: async () => clearInterval(cutting) });

  const publisher = connect(broker.url, { clientId: 'publisher', clean: false, reconnectPeriod: 50 });
  running.push({ [Symbol.asyncDispose]: () => publisher.endAsync(true) });
  publisher.on('error', () => {});
  const source = new Source(publisher, receipts);
  const published = source.publishAll();
  const killSidecar = async (): Promise<void> => {
    sidecar.child.kill('SIGKILL');
    await sidecar.exit();
    sidecar = await start();
  };
  const restartBroker = async (): Promise<void> => {
    await source.hold();
    await broker.restart();
    source.release();
  };
  const blows = [
    ...KILLS.map((at) => ({ at, strike: killSidecar })),
    ...BROKER_RESTARTS.map((at) => ({ at, strike: restartBroker })),
    ...LINK_CUTS.map((at) => ({ at, strike: async () => brokerLink.cut() })),
  ];
  for (const { at, strike } of blows.toSorted((one, other) => one.at - other.at)) {
    await until(`${at} messages have arrived`, () => receipts.received >= at, 60_000);
    await strike();
  }
  await published;
  await until('every message has arrived', () => receipts.received >= MESSAGES, 60_000);
  const { disorder, mistaken, received, repeats } = receipts;
  expect({ received, disorder, gaps, mistaken }).toEqual({ received: MESSAGES, disorder: [], gaps: [], mistaken: [] });
  expect(errors.filter(({ code }) => code !== 'network')).toEqual([]);
  expect(repeats).toBeGreaterThan(0);
  expect(streams).toBeGreaterThan(10);
}, 300_000);
