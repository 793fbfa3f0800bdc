/**
 * `npm run soak`: thousands of streams and hundreds of MCP sessions that come and go, while a proxy resets and stalls their
 * connections and those to the broker. Tells whether memory and descriptors stay where they are, and whether a message was lost
 * without a word. With `--write` the figures go into docs/reliability.md; the exit code is 1 when something did not hold.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectAsync } from 'mqtt';
import { until } from '../test/support/polling.ts';
import { endOnSignalsOrAfter } from './lib/at-exit.ts';
import { startBroker } from './lib/broker.ts';
import { buildBundle } from './lib/bundle.ts';
import { numberedPayload } from './lib/fleet.ts';
import { describeMachine } from './lib/machine.ts';
import { writeSection } from './lib/markdown-section.ts';
import { McpLoadSession } from './lib/mcp-client.ts';
import { startMeasured } from './lib/measured-process.ts';
import { Crowd } from './soak/churn.ts';
import { startFaultProxy } from './soak/fault-proxy.ts';
import { takeSample, type Sample } from './soak/metrics-probe.ts';
import { renderSoak, verdicts, type Soaked } from './soak/report.ts';
import { emptyAccount, StreamReader } from './soak/stream-reader.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    streams: { type: 'string', default: '2000' },
    sessions: { type: 'string', default: '200' },
    write: { type: 'boolean', default: false },
  },
});
const minutes = Number(options.minutes);
const sizes = { streams: Number(options.streams), sessions: Number(options.sessions) };
const TOPICS = 200;
const PUBLISHED_PER_SECOND = 100;

endOnSignalsOrAfter(minutes * 60 + 300);
const soaked = await soak();
const report = renderSoak(soaked);
console.log(`\n${report}`);
if (options.write) await writeSection(new URL('../docs/reliability.md', import.meta.url), 'soak', report);
process.exitCode = verdicts(soaked).every(({ holds }) => holds) ? 0 : 1;

async function soak(): Promise<Soaked> {
  const machine = describeMachine();
  using bundle = await buildBundle();
  await using broker = await startBroker();
  await using toBroker = await startFaultProxy(broker.port);
  const logFile = join(bundle.folder, 'soak.log');
  const profile = {
    url: `mqtt://127.0.0.1:${toBroker.port}`,
    clientId: 'soak',
    cleanStart: false,
    reconnect: { minMs: 100, maxMs: 1_000 },
  };
  await using sidecar = await startMeasured({
    command: [
      bundle.file,
      '--port',
      '0',
      '--log-level',
      'warn',
      '--log-file',
      logFile,
      '--no-embedded-broker',
      '--stream-linger-seconds',
      '30',
    ],
    ready: /^MCP http:\/\/localhost:(\d+)\//,
    probed: false,
    cwd: bundle.folder,
    env: { ...process.env, MQTTX_SSE_PROFILES: JSON.stringify({ local: profile }), MQTTX_SSE_LIMITS_CONNECTIONS_PER_SESSION: '2' },
  });
  const port = Number(sidecar.match[1]);
  const origin = `http://127.0.0.1:${port}`;
  await using toSidecar = await startFaultProxy(port);
  const publisher = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);

  const account = emptyAccount();
  const streams = new Crowd((index) => {
    const { promise, resolve } = Promise.withResolvers<StreamReader>();
    const topic = index % TOPICS;
    const url = `http://127.0.0.1:${toSidecar.port}/mqttx/stream?topic=soak/${topic}&qos=1`;
    const reader = new StreamReader({ url, topic, account, onFirst: () => resolve(reader) });
    return promise;
  });
  const calls = { answered: 0, failed: 0 };
  const sessions = new Crowd(async (index) => {
    const session = await McpLoadSession.open(origin, () => {});
    await session.initialize();
    await session.callTool('mqttConnect', { url: `mqtt://127.0.0.1:${toBroker.port}`, clientId: `soak-${index}` }).catch(() => undefined);
    await session.callTool('mqttSubscribe', { topic: `soak/${index % TOPICS}` }).catch(() => undefined);
    return session;
  });
  console.log('Opening streams and sessions …');
  await streams.grow(sizes.streams, 100);
  await sessions.grow(sizes.sessions, 20);

  const faults = { readersCut: 0, brokerCuts: 0, brokerStalls: 0 };
  const samples: Sample[] = [];
  const numbers = Array.from({ length: TOPICS }, () => 0);
  let published = 0;
  const end = performance.now() + minutes * 60_000;
  let isOver = false;
  const work = [
    every(1_000 / PUBLISHED_PER_SECOND, async () => {
      const topic = published % TOPICS;
      published += 1;
      numbers[topic] = (numbers[topic] ?? 0) + 1;
      await publisher.publishAsync(`soak/${topic}`, numberedPayload(numbers[topic] ?? 0), { qos: 1 });
    }),
    every(250, () => streams.replace(Math.ceil(sizes.streams / 400))),
    every(500, () => sessions.replace(Math.ceil(sizes.sessions / 100))),
    every(20, async () => {
      const session = sessions.members[Math.floor(Math.random() * sessions.members.length)];
      await session?.callTool('mqttPublish', { topic: 'soak/calls', payload: 'x', qos: 1 }).then(
        () => (calls.answered += 1),
        () => (calls.failed += 1),
      );
    }),
    every(2_000, () => void (faults.readersCut += toSidecar.cut(0.02))),
    every(15_000, () => void (faults.brokerCuts += toBroker.cut(0.3))),
    every(20_000, () => {
      toBroker.stall(2_000);
      faults.brokerStalls += 1;
    }),
    every(Math.max(1_000, minutes * 600), async () => {
      samples.push(await takeSample(origin));
      const { rssBytes, heapBytes, descriptors } = samples.at(-1) ?? { rssBytes: 0, heapBytes: 0, descriptors: 0 };
      console.log(
        `${Math.round((end - performance.now()) / 1_000)} s left: ${Math.round(rssBytes / 2 ** 20)} MiB, heap ${Math.round(heapBytes / 2 ** 20)} MiB, ${descriptors} descriptors, ${account.received} delivered, ${account.missing} missing`,
      );
    }),
  ];
  await delay(minutes * 60_000);
  isOver = true;
  await Promise.all(work);

  // Everybody who stays gets the last number of their topic, or has lost something.
  const behind = (): number =>
    streams.members.reduce((sum, { topic, last }) => sum + (last === undefined ? 0 : (numbers[topic] ?? 0) - last), 0);
  await until('the last messages have arrived', () => behind() === 0, 60_000).catch(() => undefined);
  account.missing += behind();
  await Promise.all([streams.close(), sessions.close(), publisher.endAsync()]);
  await until('the sidecar has noticed that everybody left', async () => {
    const { streams: left, sessions: open } = await takeSample(origin);
    return left === 0 && open === 0;
  }).catch(() => undefined);
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return {
    at: new Date(),
    machine,
    minutes,
    ...sizes,
    samples,
    after: await takeSample(origin),
    account,
    streamsJoined: streams.joined,
    sessionsJoined: sessions.joined,
    published,
    calls,
    faults,
    errors: log.split('\n').filter((line) => /\berror\b/i.test(line.slice(0, 60))),
  };

  /** Does the work again and again, at most so often, one after the other; what a fault breaks is not tried again. */
  async function every(ms: number, task: () => unknown): Promise<void> {
    while (!isOver) {
      const beganAt = performance.now();
      await task();
      await delay(Math.max(0, ms - (performance.now() - beganAt)));
    }
  }
}
