/** Redis goes and comes: what needs it says so or waits, everything else works on, and all of it heals by itself. */
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { prepareGround } from './instances.ts';

const isReady = async (origin: string): Promise<boolean> => (await fetch(`${origin}/health/ready`)).status === 200;

const published = (origin: string, topic: string, payload: string): Promise<boolean> =>
  publish(origin, topic, payload).then(
    () => true,
    () => false,
  );

test('streams go on under the same numbers after a Redis that has lost everything', async () => {
  const { start, redis } = await prepareGround();
  const [one, other] = [await start(), await start()];
  await using here = await StreamClient.open(one.origin, 'topic=a&qos=1');
  await using there = await StreamClient.open(other.origin, 'topic=a&qos=1');
  for (const payload of ['1', '2']) await publish(one.origin, 'a', payload);
  await Promise.all([here.untilMessages(2), there.untilMessages(2)]);
  await redis.kill();
  await redis.start();
  for (const { origin } of [one, other]) await until('the instance is ready', () => isReady(origin));
  await until('publishing works again', () => published(other.origin, 'a', '3'));
  await Promise.all([here.untilMessages(3), there.untilMessages(3)]);
  await using resumed = await StreamClient.open(one.origin, 'topic=a&qos=1', { 'Last-Event-ID': here.named('message')[0]?.id ?? '' });
  await resumed.untilMessages(2);
  expect([here.payloads, there.payloads, resumed.payloads]).toEqual([
    ['1', '2', '3'],
    ['1', '2', '3'],
    ['2', '3'],
  ]);
  expect([here, there, resumed].map((stream) => stream.named('gap'))).toEqual([[], [], []]);
});

test('while Redis is away, sessions with connections of their own work on and what is shared says why it does not', async () => {
  const { start, redis, broker } = await prepareGround();
  const one = await start();
  await using stream = await StreamClient.open(one.origin, 'topic=a&qos=1');
  await publish(one.origin, 'a', '1');
  await stream.untilMessages(1);
  await redis.kill();
  await until('the instance is not ready', async () => !(await isReady(one.origin)));
  expect(stream.isEnded).toBe(false);
  expect(JSON.parse((await stream.untilNamed('broker'))[0]?.data ?? '{}')).toMatchObject({ state: 'reconnecting' });

  const client = await RawMcpClient.open(one.origin);
  onTestFinished(() => client.destroy());
  await client.callTool('mqttConnect', { host: '127.0.0.1', port: broker.port, clientId: 'own' });
  await client.callTool('mqttSubscribe', { topic: 'b', qos: 1 });
  expect(await client.callTool('mqttPublish', { topic: 'b', payload: 'own', qos: 1 })).toMatchObject({ isError: false });
  await client.waitForMessage(({ method }) => method === 'notifications/message');

  const refused = await fetch(`${one.origin}/mqttx/api/v1/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ topic: 'a' }),
  });
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    503,
    '2',
    { code: 'cluster-unavailable' },
  ]);
  await using replayed = await StreamClient.open(one.origin, 'topic=a&qos=1&retained=false', {
    'Last-Event-ID': String(stream.headers['mqttx-last-event-id']),
  });
  await replayed.untilMessages(1);

  await redis.start();
  await until('the instance is ready again', () => isReady(one.origin));
  await until('publishing works again', () => published(one.origin, 'a', '2'));
  await Promise.all([stream.untilMessages(2), replayed.untilMessages(2)]);
  expect([stream.payloads, replayed.payloads, stream.named('gap')]).toEqual([['1', '2'], ['1', '2'], []]);
});

test('an instance starts while Redis is away and takes part once it is there', async () => {
  const { start, redis } = await prepareGround();
  await redis.kill();
  const one = await start();
  expect(await isReady(one.origin)).toBe(false);
  await expect(StreamClient.open(one.origin, 'topic=a')).rejects.toThrow('503');
  await redis.start();
  await until('the instance is ready', () => isReady(one.origin));
  await using stream = await StreamClient.open(one.origin, 'topic=a&qos=1');
  await until('publishing works', () => published(one.origin, 'a', '1'));
  await stream.untilMessages(1);
});
