import { describe, expect, it } from 'vitest';
import { keepPace } from '../../../bench/lib/pace.ts';

describe('keepPace', () => {
  it('starts everything that is due, in order, also when starting takes longer than the pace allows', async () => {
    const started: number[] = [];
    await keepPace({ perSecond: 1_000, seconds: 0.05 }, (index) => {
      const busyUntil = performance.now() + 2;
      while (performance.now() < busyUntil);
      started.push(index);
    });
    expect(started).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('does not wait for what it has started', async () => {
    const never = Promise.withResolvers<void>();
    const waiting: Promise<void>[] = [];
    await keepPace({ perSecond: 500, seconds: 0.02 }, () => waiting.push(never.promise));
    expect(waiting).toHaveLength(10);
  });
});
