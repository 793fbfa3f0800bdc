import { describe, expect, it, vi } from 'vitest';
import { createMessageIterator } from '../../../sidecar/client/message-iterator.ts';
import type { Message } from '../../../sidecar/client/types.ts';

const message = (payload: string): Message => ({ topic: 'a', payload, encoding: 'utf8', qos: 0, retain: false, timestamp: '' });

/** Whether the promise is settled once everything that is due has run. */
async function isSettled(promise: unknown): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise(setImmediate);
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('createMessageIterator', () => {
  it('holds the stream until the loop asks for the next message', async () => {
    const { iterator, listener } = createMessageIterator(() => {});
    const first = iterator.next();
    const taken = listener(message('1'));
    expect(await first).toEqual({ done: false, value: message('1') });
    expect(await isSettled(taken)).toBe(false);
    void iterator.next();
    expect(await isSettled(taken)).toBe(true);
  });

  it('keeps the message that came before the loop asked', async () => {
    const { iterator, listener } = createMessageIterator(() => {});
    const taken = listener(message('1'));
    expect(await iterator.next()).toEqual({ done: false, value: message('1') });
    expect(await isSettled(taken)).toBe(false);
    void iterator.next();
    expect(await isSettled(taken)).toBe(true);
  });

  it('answers all who ask at once, each with a message of its own', async () => {
    const { iterator, listener } = createMessageIterator(() => {});
    const asked = Promise.all([iterator.next(), iterator.next()]);
    const first = listener(message('1'));
    expect(await isSettled(first)).toBe(true);
    const second = listener(message('2'));
    expect((await asked).map(({ value }) => value)).toEqual([message('1'), message('2')]);
    expect(await isSettled(second)).toBe(false);
  });

  it('ends for the loop that waits, for the stream that waits, and for whoever asks later', async () => {
    const onEnd = vi.fn<() => void>();
    const { iterator, listener, end } = createMessageIterator(onEnd);
    const waiting = iterator.next();
    end();
    end();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await isSettled(listener(message('late')))).toBe(true);
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it('is ended by leaving the loop, which lets the stream go on', async () => {
    const onEnd = vi.fn<() => void>();
    const { iterator, listener } = createMessageIterator(onEnd);
    const taken = listener(message('1'));
    for await (const { payload } of iterator) {
      expect(payload).toBe('1');
      break;
    }
    expect(await isSettled(taken)).toBe(true);
    expect(onEnd).toHaveBeenCalledOnce();
  });
});
