import { describe, expect, it } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { BufferedReader } from '../../../sidecar/hub/reader.ts';
import { message } from './messages.ts';

function readerWith(bounds: { maxMessages?: number; maxBytes?: number } = {}, history = 1_000) {
  const store = new MemoryLogStore({ maxAgeMs: 60_000, maxMessages: history, maxBytes: 1_000_000 }, () => 1_000);
  const log = store.open('c');
  const reader = new BufferedReader({ maxMessages: 100, maxBytes: 100_000, ...bounds }, (id) => (id === 'c' ? log : undefined));
  const receive = (...payloads: string[]): void => {
    for (const payload of payloads) reader.deliver(log.append(message('t', payload)));
  };
  const read = (after?: string, limit = 50) =>
    reader.read({ ...(after === undefined ? {} : { after }), limit, maxBytes: 1_000_000, accept: () => true });
  return { reader, log, store, receive, read };
}

const payloads = (page: { messages: { payload: Buffer }[] }): string[] => page.messages.map(({ payload }) => payload.toString());

describe('the buffered reader', () => {
  it('reads on from a cursor, each message once and in order', () => {
    const { receive, read } = readerWith();
    receive('1', '2', '3');
    const first = read(undefined, 2);
    expect([payloads(first), first.more]).toEqual([['1', '2'], true]);
    const second = read(first.nextCursor);
    expect([payloads(second), second.more]).toEqual([['3'], false]);
    expect(payloads(read(second.nextCursor))).toEqual([]);
  });

  it('reads the same page again for the same cursor', () => {
    const { receive, read } = readerWith();
    receive('1', '2');
    const { nextCursor } = read(undefined, 1);
    expect(payloads(read(nextCursor))).toEqual(['2']);
    expect(payloads(read(nextCursor))).toEqual(['2']);
  });

  it('counts what its own bounds pushed out', () => {
    const { receive, read } = readerWith({ maxMessages: 3 });
    receive('1', '2', '3', '4', '5');
    const page = read();
    expect([payloads(page), page.dropped]).toEqual([['3', '4', '5'], 2]);
  });

  it('counts what left the log before it was read, and only once', () => {
    const { receive, read } = readerWith({}, 2);
    receive('1', '2', '3', '4');
    const page = read();
    expect([payloads(page), page.dropped]).toEqual([['3', '4'], 2]);
    expect(read(page.nextCursor).dropped).toBe(0);
  });

  it('does not count messages that were read before they were pushed out', () => {
    const { receive, read } = readerWith({ maxMessages: 2 });
    receive('1', '2');
    const { nextCursor } = read();
    receive('3', '4', '5');
    const page = read(nextCursor);
    expect([payloads(page), page.dropped]).toEqual([['4', '5'], 1]);
  });

  it('keeps within its bytes', () => {
    const { receive, read } = readerWith({ maxBytes: 25 });
    receive('x'.repeat(10), 'y'.repeat(10), 'z'.repeat(10));
    expect(payloads(read())).toEqual(['y'.repeat(10), 'z'.repeat(10)]);
  });

  it('ends a page early when its payloads are large, but never before one message', () => {
    const { reader, receive } = readerWith();
    receive('x'.repeat(10), 'y'.repeat(10));
    const page = reader.read({ limit: 50, maxBytes: 5, accept: () => true });
    expect([payloads(page), page.more]).toEqual([['x'.repeat(10)], true]);
  });

  it('moves its cursor past messages that are not accepted', () => {
    const { reader, receive, read } = readerWith();
    receive('no', 'yes', 'no');
    const page = reader.read({ limit: 50, maxBytes: 1_000, accept: ({ payload }) => payload.toString() === 'yes' });
    expect(payloads(page)).toEqual(['yes']);
    expect(payloads(read(page.nextCursor))).toEqual([]);
  });

  it('starts from the beginning for a cursor that is not its own', () => {
    const { receive, read } = readerWith();
    receive('1');
    expect(payloads(read('12345678.7'))).toEqual(['1']);
    expect(payloads(read('nonsense'))).toEqual(['1']);
  });

  it('does not call messages dropped whose connection was closed on purpose', () => {
    const { reader, log, receive, read } = readerWith();
    receive('1');
    reader.forget(log);
    log.close();
    expect(read()).toMatchObject({ messages: [], dropped: 0, more: false });
  });

  it('waits for the next message that is accepted', async () => {
    const { reader, receive } = readerWith();
    const waiting = reader.next(({ payload }) => payload.toString() === 'wanted', 60_000, new AbortController().signal);
    receive('other', 'wanted');
    expect((await waiting)?.payload.toString()).toBe('wanted');
  });

  it('stops waiting after the time, and when the signal aborts', async () => {
    const { reader } = readerWith();
    expect(await reader.next(() => true, 1, new AbortController().signal)).toBeUndefined();
    const abort = new AbortController();
    const waiting = reader.next(() => true, 60_000, abort.signal);
    abort.abort();
    expect(await waiting).toBeUndefined();
    expect(await reader.next(() => true, 60_000, abort.signal)).toBeUndefined();
  });
});
