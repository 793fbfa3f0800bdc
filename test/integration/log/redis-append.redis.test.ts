import { onTestFinished, expect, test } from 'vitest';
import { RedisAppender, type AppendOutcome } from '../../../sidecar/hub/log/redis-appender.ts';
import { RedisLink } from '../../../sidecar/hub/log/redis-link.ts';
import { readLatest, readLog } from '../../../sidecar/hub/log/redis-reader.ts';
import { acquireScript, appendScript } from '../../../sidecar/hub/log/redis-scripts.ts';
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { message } from '../../unit/hub/messages.ts';

async function openLink(): Promise<{ redis: TestRedis; link: RedisLink }> {
  const redis = await startRedis();
  onTestFinished(() => redis.dispose());
  const link = new RedisLink({ url: redis.url, name: 'test', log: createLog({ level: 'silent' }) });
  onTestFinished(() => link.close());
  await link.whenUp(10_000);
  return { redis, link };
}

/** Takes the lease for an instance; returns the holder. */
async function acquire(link: RedisLink, instance: string): Promise<string> {
  const [holder] = [await link.run(acquireScript, ['lease', 'meta'], [instance, 60_000, 'e', 0, 'client'])].flat();
  return String(holder);
}

function appender(
  link: RedisLink,
  holder: () => string,
  { seq = 0, recover = async (): Promise<number | undefined> => undefined } = {},
): RedisAppender {
  return new RedisAppender({
    connection: 'local',
    epoch: 'e',
    seq,
    async write(base, values): Promise<AppendOutcome> {
      const reply = await link.run(appendScript, ['lease', 'meta', 'log'], [holder(), 'e', base, 1, values.length / 4, ...values]);
      return reply === 'ok' || reply === 'lost' ? reply : 'fenced';
    },
    recover,
    recall: () => undefined,
  });
}

async function texts(link: RedisLink): Promise<string[]> {
  const found: string[] = [];
  for await (const page of readLog(link, 'log')) found.push(...page.map(({ seq, message: { payload } }) => `${seq} ${payload.toString()}`));
  return found;
}

test('messages are safe once they are in Redis, in order and bit for bit', async () => {
  const { link } = await openLink();
  const holder = await acquire(link, 'one');
  const log = appender(link, () => holder);
  const odd: IncomingMessage = message('a/ü', '', {
    payload: Buffer.from([0, 255, 10, 13]),
    qos: 2,
    retain: true,
    dup: true,
    packetId: 65_535,
    properties: { correlationData: Buffer.from([1, 0, 2]), userProperties: { a: ['1', '2'] }, payloadFormatIndicator: true },
  });
  const kept = [message('a', '1'), odd, message('a', '3')].map((one) => log.append(one));
  await Promise.all(kept.map((one) => log.durable(one)));
  expect(await texts(link)).toEqual(['1 1', `2 ${odd.payload.toString()}`, '3 3']);
  expect((await readLatest(link, 'log', 2))[1]?.message).toEqual(odd);
});

test('an instance that has lost the lease cannot write, and what it held is not acknowledged', async () => {
  const { redis, link } = await openLink();
  const old = await acquire(link, 'one');
  const log = appender(link, () => old);
  await log.durable(log.append(message('a', 'before')));
  await redis.client.del('lease');
  const next = await acquire(link, 'two');
  await expect(log.durable(log.append(message('a', 'too late')))).rejects.toThrow('Another instance holds');
  const after = appender(link, () => next, { seq: 1 });
  await after.durable(after.append(message('a', 'after')));
  expect(await texts(link)).toEqual(['1 before', '2 after']);
});

test('the same batch again, after its reply was lost, changes nothing', async () => {
  const { link } = await openLink();
  const holder = await acquire(link, 'one');
  const values = ['1000 1 0 1', 'a', 'once', ''];
  for (let time = 0; time < 2; time += 1) {
    expect(await link.run(appendScript, ['lease', 'meta', 'log'], [holder, 'e', 0, 1, 1, ...values])).toBe('ok');
  }
  expect(await texts(link)).toEqual(['1 once']);
});

test('what arrives while Redis is away waits and is written when it is back', async () => {
  const { redis, link } = await openLink();
  let holder = await acquire(link, 'one');
  const recover = async (): Promise<number> => {
    holder = await acquire(link, 'one');
    return 0;
  };
  const log = appender(link, () => holder, { recover });
  await redis.kill();
  const waiting = log.durable(log.append(message('a', 'meanwhile')));
  await redis.start();
  await waiting;
  expect(await texts(link)).toEqual(['1 meanwhile']);
});
