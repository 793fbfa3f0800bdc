import { expect, test } from 'vitest';
import { Redelivered, REMEMBERED } from '../../../sidecar/hub/log/redelivered.ts';
import { message } from '../hub/messages.ts';

const stored = message('a', '1', { qos: 1, packetId: 7 });
const again = { ...stored, dup: true };

/** Whether the message was stored rather than known. */
async function stores(redelivered: Redelivered, incoming: typeof stored): Promise<boolean> {
  let isStored = false;
  await redelivered.once(incoming, async () => {
    isStored = true;
  });
  return isStored;
}

test('a message that the broker repeats is stored once', async () => {
  const redelivered = new Redelivered();
  expect(await stores(redelivered, stored)).toBe(true);
  expect(await stores(redelivered, again)).toBe(false);
});

test('a message that another instance has stored is not stored again', async () => {
  const redelivered = new Redelivered();
  redelivered.note(stored);
  expect(await stores(redelivered, again)).toBe(false);
});

test('an identifier that is used anew, another content and an unmarked repetition are messages of their own', async () => {
  const redelivered = new Redelivered();
  redelivered.note(stored);
  expect(await stores(redelivered, { ...again, payload: Buffer.from('2') })).toBe(true);
  redelivered.note(stored);
  expect(await stores(redelivered, { ...again, topic: 'b' })).toBe(true);
  redelivered.note(stored);
  expect(await stores(redelivered, stored)).toBe(true);
  expect(await stores(redelivered, { ...again, packetId: 8 })).toBe(true);
});

test('a repeated message waits until the first one is stored, and is stored itself where that fails', async () => {
  const redelivered = new Redelivered();
  const { promise, reject } = Promise.withResolvers<void>();
  const first = redelivered.once(stored, () => promise);
  const second = redelivered.once(again, () => Promise.resolve());
  expect(second).toBe(first);
  reject(new Error('Redis is away.'));
  await expect(first).rejects.toThrow('away');
  expect(await stores(redelivered, again)).toBe(true);
});

test('so many identifiers are remembered and no more', async () => {
  const redelivered = new Redelivered();
  for (let packetId = 1; packetId <= REMEMBERED + 1; packetId += 1) redelivered.note({ ...stored, packetId });
  expect(await stores(redelivered, { ...again, packetId: 2 })).toBe(false);
  expect(await stores(redelivered, { ...again, packetId: 1 })).toBe(true);
});
