/**
 * Three instances behind nginx; the one that holds the broker connection is killed while 2,000 messages a second arrive. Every
 * stream, wherever it was and comes back, gets each acknowledged message once and in order, and is told of no gap.
 */
import { expect, test } from 'vitest';
import { until } from '../../support/polling.ts';
import { startClusterProcesses, untilHeld } from './cluster-processes.ts';
import { readNumbers } from './receipts.ts';
import { publishSteadily } from './steady-publisher.ts';

const PER_SECOND = 2_000;
const COUNT = 14_000;
const KILL_AT = 5_000;
const READERS = 6;
/** What is promised for a takeover. */
const TAKEOVER_MS = 10_000;

test('no stream loses or repeats a message when the holder of the broker connection is killed under load', async () => {
  const cluster = await startClusterProcesses();
  const receipts = Array.from({ length: READERS }, () => readNumbers(cluster.origin, 'load'));
  await until('every stream is open', () => receipts.every(({ reader }) => reader.connections === 1));
  const holder = await untilHeld(cluster);
  await cluster.broker.untilSubscribed('load');
  let killed: Promise<unknown> | undefined;
  const published = publishSteadily({
    url: cluster.broker.url,
    topic: 'load',
    perSecond: PER_SECOND,
    count: COUNT,
    onSent(sent) {
      if (sent < KILL_AT || killed !== undefined) return;
      holder.run.child.kill('SIGKILL');
      killed = holder.run.exit();
    },
  });
  await until('the holder is killed', () => killed !== undefined, 20_000);
  const before = receipts.map(({ received }) => received);
  await untilHeld(cluster, holder, TAKEOVER_MS);
  await until('every stream goes on', () => receipts.every(({ received }, index) => received > (before[index] ?? 0) + 1_000), TAKEOVER_MS);
  await published;
  await until('everything has arrived', () => receipts.every(({ received }) => received >= COUNT), 30_000);
  expect(receipts.map(({ received, wrong, gaps }) => ({ received, wrong, gaps }))).toEqual(
    receipts.map(() => ({ received: COUNT, wrong: [], gaps: [] })),
  );
}, 60_000);
