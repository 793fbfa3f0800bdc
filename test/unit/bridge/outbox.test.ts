import { describe, expect, it } from 'vitest';
import type { QueuedEvent } from '../../../sidecar/bridge/event-run.ts';
import { Outbox } from '../../../sidecar/bridge/outbox.ts';

function event(seq: number, topic = 'a', size = 100): QueuedEvent {
  return { bytes: Buffer.alloc(size), size, message: { id: `e-${seq}`, topic, epoch: 'e', seq } };
}

const control: QueuedEvent = { bytes: Buffer.alloc(10), size: 10, message: undefined };

function seqs(outbox: Outbox): (number | undefined)[] {
  return outbox.take(outbox.length).map(({ message }) => message?.seq);
}

describe('the outbox', () => {
  it('says when the budget is used up, and takes one event of any size', () => {
    const outbox = new Outbox({ maxBytes: 250, policy: 'disconnect' });
    expect([outbox.push(event(1, 'a', 9_000))]).toEqual([true]);
    expect(outbox.push(event(2))).toBe(false);
  });

  it('has no room for what the connection has not taken yet', () => {
    const outbox = new Outbox({ maxBytes: 250, policy: 'disconnect' });
    expect(outbox.push(event(1), 150)).toBe(true);
    expect(outbox.push(event(2), 150)).toBe(false);
  });

  it('drops even the newest message where the connection has taken up the budget', () => {
    const outbox = new Outbox({ maxBytes: 250, policy: 'drop-oldest' });
    expect(outbox.push(event(1), 200)).toBe(true);
    expect([outbox.bytes, outbox.takeLoss()]).toMatchObject([0, { dropped: 1, upTo: { seq: 1 } }]);
  });

  it('lets one event wait that is larger than the budget, and another be in the connection', () => {
    const outbox = new Outbox({ maxBytes: 250, policy: 'disconnect' });
    expect(outbox.push(event(1, 'a', 9_000), 9_000)).toBe(true);
    expect(new Outbox({ maxBytes: 250, policy: 'disconnect' }).push(event(2), 9_000)).toBe(true);
  });

  it('says so when what may not be dropped is more than the budget', () => {
    const outbox = new Outbox({ maxBytes: 25, policy: 'drop-oldest' });
    expect([control, control, control].map((one) => outbox.push(one))).toEqual([true, true, false]);
  });

  it('drops the oldest messages, never what is not a message, and tells each loss once', () => {
    const outbox = new Outbox({ maxBytes: 350, policy: 'drop-oldest' });
    outbox.push(control);
    for (let seq = 1; seq <= 6; seq += 1) expect(outbox.push(event(seq))).toBe(true);
    expect(outbox.takeLoss()).toMatchObject({ dropped: 3, upTo: { seq: 3 } });
    expect(outbox.takeLoss()).toBeUndefined();
    expect(seqs(outbox)).toEqual([undefined, 4, 5, 6]);
    expect(outbox.bytes).toBe(0);
  });

  it('keeps the latest of each topic, and places the loss before the oldest that is left', () => {
    const outbox = new Outbox({ maxBytes: 450, policy: 'latest-per-topic' });
    for (const [seq, topic] of [
      [1, 'rare'],
      [2, 'often'],
      [3, 'often'],
      [4, 'often'],
      [5, 'often'],
    ] as const)
      outbox.push(event(seq, topic));
    expect(outbox.takeLoss()).toMatchObject({ dropped: 3, upTo: { seq: 0 } });
    expect(seqs(outbox)).toEqual([1, 5]);
  });
});
