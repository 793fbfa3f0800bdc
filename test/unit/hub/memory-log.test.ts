import { afterEach, describe, expect, it } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { formatEventId, parseEventId } from '../../../sidecar/hub/message.ts';
import { message } from './messages.ts';

const stores: MemoryLogStore[] = [];

function storeWith(
  bounds: { maxAgeMs?: number; maxMessages?: number; maxBytes?: number },
  now: () => number = () => 1_000,
): MemoryLogStore {
  const store = new MemoryLogStore({ maxAgeMs: 60_000, maxMessages: 100, maxBytes: 1_000_000, ...bounds }, now);
  stores.push(store);
  return store;
}

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

describe('the memory log', () => {
  it('numbers messages from 1 without holes and finds each by its number', () => {
    const log = storeWith({}).open('a');
    const kept = ['x', 'y', 'z'].map((payload) => log.append(message('t', payload)));
    expect(kept.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(log.get(2)?.payload.toString()).toBe('y');
    expect([log.first, log.next]).toEqual([1, 4]);
  });

  it('pushes out the oldest message of all connections once there are too many', () => {
    const store = storeWith({ maxMessages: 3 });
    const [a, b] = [store.open('a'), store.open('b')];
    a.append(message('t', '1'));
    b.append(message('t', '2'));
    a.append(message('t', '3'));
    b.append(message('t', '4'));
    expect(a.get(1)).toBeUndefined();
    expect(b.get(1)?.payload.toString()).toBe('2');
    expect(store.messages).toBe(3);
  });

  it('keeps within its bytes, but always keeps the newest message', () => {
    const store = storeWith({ maxBytes: 1_000 });
    const log = store.open('a');
    for (let round = 0; round < 10; round += 1) log.append(message('t', 'x'.repeat(300)));
    expect(store.bytes).toBeLessThanOrEqual(1_000);
    log.append(message('t', 'y'.repeat(5_000)));
    expect(log.get(11)?.payload.length).toBe(5_000);
    expect(store.messages).toBe(1);
  });

  it('forgets messages that have grown too old when the next one arrives', () => {
    let now = 1_000;
    const log = storeWith({ maxAgeMs: 500 }, () => now).open('a');
    log.append(message('t', 'old', { receivedAt: 1_000 }));
    now = 2_000;
    log.append(message('t', 'new', { receivedAt: 2_000 }));
    expect(log.get(1)).toBeUndefined();
    expect(log.get(2)?.payload.toString()).toBe('new');
  });

  it('gives back everything of a log that is closed, and goes on evicting the others', () => {
    const store = storeWith({ maxMessages: 4 });
    const [a, b] = [store.open('a'), store.open('b')];
    a.append(message('t', '1'));
    b.append(message('t', '2'));
    a.append(message('t', '3'));
    a.close();
    expect(store.messages).toBe(1);
    for (let round = 0; round < 5; round += 1) b.append(message('t', String(round)));
    expect(store.messages).toBe(4);
    expect(b.first).toBe(3);
  });

  it('gives every log an epoch of its own, and ids that sort as text', () => {
    const store = storeWith({ maxMessages: 2_000 });
    const log = store.open('a');
    expect(log.epoch).not.toBe(store.open('a').epoch);
    const ids = Array.from({ length: 1_200 }, () => log.append(message('t')).id);
    expect(ids.toSorted()).toEqual(ids);
    expect(parseEventId(ids[1_199] ?? '')).toEqual({ epoch: log.epoch, seq: 1_200 });
  });

  it.each(['', 'abc', 'abc-1', 'ABC-000000000000001', 'a\nb-000000000000001', '-000000000000001'])('takes %j for no event id', (text) => {
    expect(parseEventId(text)).toBeUndefined();
  });

  it('reads back the ids that it writes', () => {
    expect(parseEventId(formatEventId('e1', 42))).toEqual({ epoch: 'e1', seq: 42 });
  });
});
