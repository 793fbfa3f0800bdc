import { expect, test } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { until } from '../../support/polling.ts';
import { gather } from './members.ts';

/** The code with which a promise is rejected. */
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

const never = (): Promise<unknown> => new Promise(() => {});

test('a call is answered, and the answerer knows who asks', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  other.bus.serve('add', (body, from) => ({ body, from }));
  expect(await one.bus.call(other.tag, 'add', { a: [1, 'ü'] })).toEqual({ body: { a: [1, 'ü'] }, from: one.tag });
});

test('many calls at once are taken in their order, and each gets its own answer', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  const taken: unknown[] = [];
  other.bus.serve('echo', async (body) => {
    taken.push(body);
    await new Promise(setImmediate);
    return body;
  });
  const all = Array.from({ length: 500 }, (_none, index) => index);
  expect(await Promise.all(all.map((number) => one.bus.call(other.tag, 'echo', number)))).toEqual(all);
  expect(taken).toEqual(all);
});

test('a refusal comes back with its code, its words and the reason code of the broker; a mistake stays where it happened', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  other.bus.serve('publish', () => {
    throw new AppError('broker-refused', 'Not now.', { hint: 'Wait.', reasonCode: 0x97 });
  });
  other.bus.serve('mistake', () => {
    throw new Error('a secret of the program');
  });
  await expect(one.bus.call(other.tag, 'publish', {})).rejects.toMatchObject({
    code: 'broker-refused',
    message: 'Not now.',
    hint: 'Wait.',
    reasonCode: 0x97,
  });
  await expect(one.bus.call(other.tag, 'mistake', {})).rejects.toMatchObject({ code: 'internal' });
  await expect(one.bus.call(other.tag, 'mistake', {})).rejects.not.toThrow('a secret of the program');
  expect(await refusal(one.bus.call(other.tag, 'unknown', {}))).toBe('cluster-unavailable');
});

test('nobody listens: the caller is told at once, and of one that dies before its answer soon', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  expect(await refusal(one.bus.call('000000000000', 'anything', {}))).toBe('instance-gone');
  await expect(one.bus.post('000000000000', 'anything', {})).rejects.toMatchObject({ code: 'instance-gone' });
  other.bus.serve('never', never);
  const asked = one.bus.call(other.tag, 'never', {});
  await other.die();
  expect(await refusal(asked)).toBe('instance-gone');
});

test('no answer in time is no answer', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  other.bus.serve('never', never);
  expect(await refusal(one.bus.call(other.tag, 'never', {}, 50))).toBe('cluster-unavailable');
});

test('what was asked is refused when Redis goes, and answers come again when it is back', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  other.bus.serve('never', never);
  other.bus.serve('echo', (body) => body);
  const asked = refusal(one.bus.call(other.tag, 'never', {}));
  await members.redis.kill();
  expect(await asked).toBe('cluster-unavailable');
  await members.redis.start();
  await until('answers come again', async () => (await refusal(one.bus.call(other.tag, 'echo', 1))) === 'answered');
});

test('news come to all, the teller included, and what cannot be understood harms nobody', async () => {
  const members = await gather();
  const all = [await members.join('one'), await members.join('two'), await members.join('three')];
  const heard: string[] = [];
  for (const { bus, tag } of all) bus.serve('news', () => heard.push(tag));
  const [one] = all;
  if (one === undefined) throw new Error('Nobody is there.');
  for (const { tag } of all) await members.redis.client.publish(`mqttx-sse:to:${tag}`, 'no JSON');
  await members.redis.client.publish('mqttx-sse:to-all', '{"kind":"nonsense"}');
  one.bus.news('news', {});
  await until('all have heard', () => heard.length === 3);
  expect(new Set(heard)).toEqual(new Set(all.map(({ tag }) => tag)));
});

test('who leaves answers what was asked before, and is gone for all who ask later', async () => {
  const members = await gather();
  const [one, other] = [await members.join('one'), await members.join('other')];
  const { promise, resolve } = Promise.withResolvers<string>();
  let isAsked = false;
  other.bus.serve('slow', () => {
    isAsked = true;
    return promise;
  });
  const asked = one.bus.call(other.tag, 'slow', {});
  await until('it is asked', () => isAsked);
  const left = other.bus.leave();
  await until('it is gone', async () => (await refusal(one.bus.call(other.tag, 'slow', {}))) === 'instance-gone');
  resolve('late');
  expect(await asked).toBe('late');
  await left;
});
