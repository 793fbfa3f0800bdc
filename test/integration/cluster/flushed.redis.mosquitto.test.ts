/** Redis has lost everything: the instances that live write down again what is theirs, and what they know to be kept for nobody. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { prepareGround, type Ground } from './instances.ts';

const path = '/mqttx/api/v1/connections/local/subscriptions';
const listSchema = z.object({ subscriptions: z.array(z.object({ id: z.string(), topic: z.string() })) });

const keptAt = async (origin: string): Promise<string[]> => {
  const response = await fetch(origin + path);
  return response.ok ? listSchema.parse(await response.json()).subscriptions.map(({ topic }) => topic) : [];
};

const published = (origin: string, topic: string, payload: string): Promise<boolean> =>
  publish(origin, topic, payload).then(
    () => true,
    () => false,
  );

const losses: { name: string; lose: (ground: Ground) => Promise<void> }[] = [
  { name: 'FLUSHALL', lose: async ({ redis }) => void (await redis.client.flushall()) },
  {
    name: 'a restart without its data',
    async lose({ redis }) {
      await redis.kill();
      await redis.start();
    },
  },
];

async function keep(origin: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const made = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify({ topic: 'kept/#', qos: 1 }) });
  expect(made.status).toBe(201);
}

test.each(losses)('subscriptions of readers and those without one outlive $name', async ({ lose }) => {
  const ground = await prepareGround();
  const { start, broker } = ground;
  const [one, other] = [await start({ stream: { lingerSeconds: 1 } }), await start({ stream: { lingerSeconds: 1 } })];
  await keep(other.origin);
  await using here = await StreamClient.open(one.origin, 'topic=a&qos=1');
  await using there = await StreamClient.open(other.origin, 'topic=b&qos=1');
  const marker = await StreamClient.open(one.origin, 'topic=kept/%23&qos=1');
  marker.close();
  await publish(one.origin, 'a', 'before');
  await here.untilMessages(1);

  await lose(ground);
  for (const { origin } of [one, other]) await until('what was kept is known again', async () => (await keptAt(origin)).includes('kept/#'));
  // By now the holder has looked at all wishes some times, and has ended what nobody wishes for.
  await until('each instance is written down again', async () => {
    const fields = await ground.redis.client.hkeys('mqttx-sse:{local}:wishes');
    return (
      fields.filter((field) => field.startsWith('use ')).length === 2 &&
      ['a', 'b'].every((topic) => fields.some((field) => field.endsWith(` ${topic}`)))
    );
  });
  for (const topic of ['a', 'b', 'kept/1']) await until(`${topic} is published`, () => published(other.origin, topic, 'after'));
  await Promise.all([here.untilMessages(2), there.untilMessages(1)]);
  expect([here.payloads, there.payloads]).toEqual([['before', 'after'], ['after']]);
  await using late = await StreamClient.open(one.origin, 'topic=kept/%23&qos=1', {
    'Last-Event-ID': String(marker.headers['mqttx-last-event-id']),
  });
  await late.untilMessages(1);
  expect([late.payloads, late.named('gap')]).toEqual([['after'], []]);
  expect(broker.log()).not.toMatch(/Received UNSUBSCRIBE/);
});

test('what is kept survives Redis and the holder of the connection together, and what was lost is told by a gap', async () => {
  const ground = await prepareGround();
  const { start, redis } = ground;
  const one = await start();
  await using here = await StreamClient.open(one.origin, 'topic=a&qos=1');
  await publish(one.origin, 'a', '1');
  await here.untilMessages(1);
  const id = here.lastEventId ?? '';
  const other = await start();
  await keep(other.origin);
  await until('the other knows what is kept', async () => (await keptAt(other.origin)).length === 1);
  await until('it has looked', async () => (await redis.client.hget('mqttx-sse:{local}:wishes', 'generation')) !== null);
  await redis.kill();
  await one.stop();
  await redis.start();
  await until('what was kept is known again', async () => (await keptAt(other.origin)).includes('kept/#'));
  await until('it is subscribed', () => published(other.origin, 'kept/1', 'after'));
  await using resumed = await StreamClient.open(other.origin, 'topic=a&qos=1', { 'Last-Event-ID': id });
  expect(await resumed.untilNamed('gap')).toHaveLength(1);
});
