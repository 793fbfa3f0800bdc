import { describe, expect, it } from 'vitest';
import { StampReader, stampedPayload } from '../../../bench/streams/stamp.ts';

const events = [1, 2, 3].map((number) => `data: ${stampedPayload(number, 1_000_000 + number, 40)}\n\n`).join('');
const bytes = Buffer.from(events);

/** All that is told of bytes which come in two parts. */
function read(how: 'readAll' | 'readLast', cutAt: number): [number, number][] {
  const found: [number, number][] = [];
  const reader = new StampReader();
  for (const part of [bytes.subarray(0, cutAt), bytes.subarray(cutAt)]) reader[how](part, (...stamp) => found.push(stamp));
  return found;
}

describe('StampReader', () => {
  it('finds every stamp once, wherever a read ends', () => {
    const cuts = Array.from(bytes, (_byte, index) => index);
    const expected = [1, 2, 3].map((number) => [number, 1_000_000 + number]);
    expect(cuts.map((cut) => read('readAll', cut)).filter((found) => JSON.stringify(found) !== JSON.stringify(expected))).toEqual([]);
  });

  it('finds the last stamp, wherever a read ends', () => {
    const cuts = Array.from(bytes, (_byte, index) => index);
    expect(cuts.filter((cut) => read('readLast', cut).at(-1)?.[0] !== 3)).toEqual([]);
  });

  it('pads the payload to its size', () => {
    expect(stampedPayload(1, 2, 256)).toHaveLength(256);
  });
});
