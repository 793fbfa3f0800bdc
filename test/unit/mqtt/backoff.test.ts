import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../sidecar/mqtt/backoff.ts';

const policy = { minMs: 1000, maxMs: 30_000, factor: 2, jitter: 0 };

describe('the wait before an attempt', () => {
  it('doubles up to its limit', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => backoffMs(policy, attempt, 0.5))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('is spread by the jitter, up and down', () => {
    const spread = { ...policy, jitter: 0.2 };
    expect(backoffMs(spread, 1, 0)).toBe(800);
    expect(backoffMs(spread, 1, 0.5)).toBe(1000);
    expect(backoffMs(spread, 1, 0.999_999)).toBe(1200);
  });

  it('is always a whole number of at least one millisecond', () => {
    const policies = fc.record({
      minMs: fc.integer({ min: 1, max: 3_600_000 }),
      maxMs: fc.integer({ min: 1, max: 3_600_000 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        policies,
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (some, attempt, random) => {
          const wait = backoffMs(some, attempt, random);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(1);
          expect(wait).toBeLessThanOrEqual(Math.ceil(some.maxMs * (1 + some.jitter)));
        },
      ),
    );
  });
});
