import { expect, test } from 'vitest';
import { HubMessage } from '../../../sidecar/hub/message.ts';
import { RedisReplica } from '../../../sidecar/hub/log/redis-replica.ts';
import { message } from '../hub/messages.ts';
import { wideBounds } from './support.ts';

const numbered = (seq: number, epoch = 'e', payload = ''): HubMessage => new HubMessage('local', epoch, seq, message('a', payload));

function replica(bounds = {}, now = () => 1_000): RedisReplica {
  const made = new RedisReplica({ ...wideBounds, ...bounds }, now);
  made.begin('e', 5);
  return made;
}

test('messages are read under the numbers that they have in the shared log', () => {
  const log = replica();
  expect(log.take(numbered(5))).toBe(true);
  expect(log.take(numbered(6))).toBe(true);
  expect([log.first, log.next, log.get(5)?.seq, log.get(7)]).toEqual([5, 7, 5, undefined]);
});

test('what does not follow is not taken', () => {
  const log = replica();
  expect([log.take(numbered(6)), log.take(numbered(5, 'other'))]).toEqual([false, false]);
  expect(log.messages).toBe(0);
});

test('the bounds push out the oldest, and never the newest alone', () => {
  const log = replica({ maxMessages: 2, maxBytes: 400 });
  for (const seq of [5, 6, 7]) log.take(numbered(seq));
  expect(log.first).toBe(7);
  log.take(numbered(8, 'e', 'x'.repeat(1_000)));
  expect([log.first, log.messages]).toEqual([8, 1]);
});

test('messages that have grown too old leave', () => {
  let now = 1_000;
  const log = replica({ maxAgeMs: 50 }, () => now);
  log.take(numbered(5));
  now = 1_051;
  log.evict();
  expect([log.messages, log.bytes, log.first]).toEqual([0, 0, 6]);
});

test('a message without a place is refused', () => {
  expect(() => replica().append(message('a'))).toThrow('not in the shared log');
});
