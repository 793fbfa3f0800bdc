/** Which messages a broker delivers again, told by packet identifier, topic and payload. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventLog } from '../../../sidecar/hub/log/event-log.ts';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { Redeliveries } from '../../../sidecar/hub/redeliveries.ts';
import { message } from './messages.ts';

function openLog(): EventLog {
  const store = new MemoryLogStore({ maxAgeMs: 3_600_000, maxMessages: 10_000, maxBytes: 64 * 1024 * 1024 }, () => 1_000);
  onTestFinished(() => store.close());
  return store.open('a');
}

function start(log = openLog()) {
  const redeliveries = new Redeliveries(log);
  return {
    redeliveries,
    /** Takes a message of QoS 1 in; gives the number of the one that it repeats. */
    take(packetId: number, payload: string, dup = false): number | undefined {
      const incoming = message('t', payload, { qos: 1, packetId, dup });
      const repeatOf = redeliveries.find(incoming);
      redeliveries.note(incoming, log.append(incoming).seq);
      return repeatOf;
    },
  };
}

describe('a redelivery', () => {
  it('is known by its packet identifier, topic and payload', () => {
    const { take, redeliveries } = start();
    redeliveries.connected(false);
    for (const [id, payload] of ['a', 'b', 'c'].entries()) take(id + 1, payload);
    redeliveries.connected(true);
    expect([take(2, 'b', true), take(3, 'another', true), take(4, 'd', true)]).toEqual([2, undefined, undefined]);
    // It may come a third time.
    expect(take(2, 'b', true)).toBe(4);
  });

  it('is known without DUP at the beginning of a resumed session, as long as one follows on the other', () => {
    const { take, redeliveries } = start();
    for (const [id, payload] of ['a', 'b', 'c'].entries()) take(id + 1, payload);
    redeliveries.connected(true);
    expect([take(2, 'b'), take(3, 'c'), take(4, 'new')]).toEqual([2, 3, undefined]);
    expect(take(2, 'b')).toBeUndefined();
  });

  it('is no message that has the identifier of one that stands further back', () => {
    const { take, redeliveries } = start();
    for (const [id, payload] of ['a', 'b', 'c'].entries()) take(id + 1, payload);
    redeliveries.connected(true);
    expect([take(3, 'c'), take(1, 'a')]).toEqual([3, undefined]);
  });

  it('is none where the broker has not kept the session, nor within one connection without DUP', () => {
    const { take, redeliveries } = start();
    take(1, 'a');
    expect(take(1, 'a')).toBeUndefined();
    redeliveries.connected(false);
    expect([take(1, 'a'), take(2, 'b'), take(2, 'b')]).toEqual([undefined, undefined, undefined]);
  });

  it('is known to the next process by what the log holds', () => {
    const log = openLog();
    const before = start(log);
    for (const [id, payload] of ['a', 'b', 'c'].entries()) before.take(id + 1, payload);
    const { take, redeliveries } = start(log);
    redeliveries.connected(true);
    expect([take(2, 'b'), take(3, 'c', true)]).toEqual([2, 3]);
  });

  it('is not looked for where there are no packet identifiers', () => {
    const { redeliveries } = start();
    redeliveries.connected(true);
    const incoming = message('t', 'x', { dup: true });
    redeliveries.note(incoming, 1);
    expect(redeliveries.find(incoming)).toBeUndefined();
  });

  it('is remembered for the latest messages only, in a bounded memory', () => {
    const { take, redeliveries } = start();
    for (let id = 1; id <= 5_000; id += 1) take(id, String(id));
    redeliveries.connected(true);
    expect([take(1, '1', true), take(5_000, '5000', true)]).toEqual([undefined, 5_000]);
  });
});
