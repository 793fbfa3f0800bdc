import { expect, test } from 'vitest';
import { publish } from '../../support/publish.ts';
import { until } from '../../support/polling.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { prepareGround } from './instances.ts';

test('one message comes to the streams of every instance over one broker connection, under the same id', async () => {
  const { start, broker } = await prepareGround();
  const [one, other] = [await start(), await start()];
  await using here = await StreamClient.open(one.origin, 'topic=a/%23&qos=1');
  await using there = await StreamClient.open(other.origin, 'topic=a/%23&qos=1');
  await publish(one.origin, 'a/1', 'first');
  await publish(other.origin, 'a/2', 'second');
  await here.untilMessages(2);
  await there.untilMessages(2);
  expect(here.payloads).toEqual(['first', 'second']);
  expect(there.messages).toEqual(here.messages);
  expect(there.named('message').map(({ id }) => id)).toEqual(here.named('message').map(({ id }) => id));
  expect(broker.log().match(/New client connected/g)).toHaveLength(1);
});

test('a stream goes on at another instance from where it was, without a gap', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  const first = await StreamClient.open(one.origin, 'topic=a/%23&qos=1');
  await publish(one.origin, 'a', '1');
  await first.untilMessages(1);
  first.close();
  await publish(one.origin, 'a', '2');
  await using second = await StreamClient.open(other.origin, 'topic=a/%23&qos=1', { 'Last-Event-ID': first.lastEventId ?? '' });
  await publish(one.origin, 'a', '3');
  await second.untilMessages(2);
  expect(second.payloads).toEqual(['2', '3']);
  expect(second.named('gap')).toEqual([]);
});

test('a retained message comes to whoever subscribes, at whichever instance, and to nobody else', async () => {
  const { start } = await prepareGround();
  const [one, other] = [await start(), await start()];
  await publish(one.origin, 'r/1', 'kept', { retain: true });
  await using early = await StreamClient.open(one.origin, 'topic=r/%23');
  await early.untilMessages(1);
  await using late = await StreamClient.open(other.origin, 'topic=r/%23');
  await late.untilMessages(1);
  await publish(other.origin, 'r/2', 'live');
  await early.untilMessages(2);
  await late.untilMessages(2);
  expect(early.payloads).toEqual(['kept', 'live']);
  expect(late.payloads).toEqual(['kept', 'live']);
});

test('an instance that stops hands the broker connection over, and what comes meanwhile is not lost', async () => {
  const { start, broker } = await prepareGround();
  const one = await start();
  await using held = await StreamClient.open(one.origin, 'topic=a&qos=1');
  const other = await start();
  await using stream = await StreamClient.open(other.origin, 'topic=a&qos=1');
  await publish(other.origin, 'a', 'before');
  await stream.untilMessages(1);
  await one.stop();
  await held.untilEnd();
  await until('the other one is connected', () => (broker.log().match(/New client connected/g) ?? []).length === 2);
  await publish(other.origin, 'a', 'after');
  await stream.untilMessages(2);
  expect(stream.payloads).toEqual(['before', 'after']);
});
