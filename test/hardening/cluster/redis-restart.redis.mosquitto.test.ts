/**
 * Redis is killed under load and comes back with nothing in it: the instances restore it from memory, and readers notice no more
 * than a pause.
 */
import { expect, test } from 'vitest';
import { prepareGround } from '../../integration/cluster/instances.ts';
import { until } from '../../support/polling.ts';
import { readNumbers } from './receipts.ts';
import { publishSteadily } from './steady-publisher.ts';

const PER_SECOND = 1_000;
const COUNT = 8_000;
const KILL_AT = 3_000;

test('no stream loses or repeats a message when Redis is killed under load and has lost everything', async () => {
  const { start, redis, broker } = await prepareGround({
    config: ['max_queued_messages 0', 'max_inflight_messages 200', 'set_tcp_nodelay true'],
  });
  const sidecars = [await start(), await start(), await start()];
  const receipts = sidecars.map(({ origin }) => readNumbers(origin, 'load'));
  await until('every stream is open', () => receipts.every(({ reader }) => reader.connections === 1));
  await broker.untilSubscribed('load');
  let restarted: Promise<void> | undefined;
  const restart = async (): Promise<void> => {
    await redis.kill();
    await redis.start();
  };
  await publishSteadily({
    url: broker.url,
    topic: 'load',
    perSecond: PER_SECOND,
    count: COUNT,
    onSent(sent) {
      if (sent >= KILL_AT) restarted ??= restart();
    },
  });
  await restarted;
  await until('everything has arrived', () => receipts.every(({ received }) => received >= COUNT), 20_000);
  expect(receipts.map(({ received, wrong, gaps, reader: { connections } }) => ({ received, wrong, gaps, connections }))).toEqual(
    receipts.map(() => ({ received: COUNT, wrong: [], gaps: [], connections: 1 })),
  );
}, 60_000);
