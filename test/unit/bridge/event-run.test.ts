import { describe, expect, it } from 'vitest';
import { EventEncoder } from '../../../sidecar/bridge/event-encoder.ts';
import { Outbox } from '../../../sidecar/bridge/outbox.ts';
import { HubMessage } from '../../../sidecar/hub/message.ts';

function message(seq: number, topic = 'a'): HubMessage {
  const payload = Buffer.from(`payload ${seq}`);
  return new HubMessage('c', 'e', seq, { topic, payload, qos: 0, retain: false, dup: false, receivedAt: 0 });
}

function open() {
  const turn = { number: 0 };
  const encoder = new EventEncoder({ encoding: 'auto', form: 'chunked', chunkBytes: 1_000 }, () => turn.number);
  const outbox = () => new Outbox({ maxBytes: 10_000, policy: 'drop-oldest' });
  return { turn, encoder, outbox };
}

describe('events that many streams get alike', () => {
  it('leave as the same bytes, put together once', () => {
    const { encoder, outbox } = open();
    const [one, other] = [outbox(), outbox()];
    for (const next of [message(1), message(2), message(3)]) for (const box of [one, other]) box.push(encoder.encode(next));
    const [first, second] = [one.takeShared(), other.takeShared()];
    expect(first).toMatchObject({ from: 0, to: 3 });
    const bytes = first?.run.join(first.from, first.to);
    expect(second?.run.join(second.from, second.to)).toBe(bytes);
    expect(bytes?.toString()).toMatch(/payload 1.*payload 2.*payload 3/s);
    expect([one.length, one.bytes, one.takeShared()]).toEqual([0, 0, undefined]);
  });

  it('are a list of its own for a stream that lacks one of them', () => {
    const { encoder, outbox } = open();
    const box = outbox();
    box.push(encoder.encode(message(1)));
    encoder.encode(message(2, 'not for it'));
    box.push(encoder.encode(message(3)));
    expect(box.takeShared()).toBeUndefined();
    expect(box.take(2).map((event) => event.message?.seq)).toEqual([1, 3]);
    expect(box.bytes).toBe(0);
  });

  it('are a list of its own for a stream that still has some of an earlier turn', () => {
    const { turn, encoder, outbox } = open();
    const box = outbox();
    box.push(encoder.encode(message(1)));
    turn.number += 1;
    box.push(encoder.encode(message(2)));
    expect(box.first?.message?.seq).toBe(1);
    expect(box.takeShared()).toBeUndefined();
    expect(box.take(5).map((event) => event.message?.seq)).toEqual([1, 2]);
  });

  it('begin anew before much of what others have had is kept for one that waits', () => {
    const { encoder } = open();
    const events = Array.from({ length: 2_000 }, (_none, seq) => encoder.encode(message(seq)));
    expect(Math.max(...events.map(({ run }) => run?.length ?? 0))).toBeLessThan(1_000);
  });
});
