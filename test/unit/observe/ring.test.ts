import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from '../../../sidecar/observe/ring.ts';

describe('a ring', () => {
  it('holds the latest entries in their order, never more than its capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (entries, capacity) => {
        const ring = new Ring<number>(capacity);
        for (const entry of entries) ring.push(entry);
        expect(ring.toArray()).toEqual(entries.slice(-capacity));
        expect(ring.size).toBe(Math.min(entries.length, capacity));
      }),
    );
  });

  it('refuses a capacity that holds nothing', () => {
    expect(() => new Ring(0)).toThrow('positive integer');
  });
});
