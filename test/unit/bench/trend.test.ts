import { describe, expect, it } from 'vitest';
import { isFlat, trendOf } from '../../../bench/soak/trend.ts';

const samples = (of: (index: number) => number): number[] => Array.from({ length: 100 }, (_none, index) => of(index));

describe('trendOf', () => {
  it('compares the first third with the last, without the warm-up', () => {
    expect(trendOf(samples((index) => (index < 10 ? 1_000 : 100)))).toEqual({ early: 100, late: 100, peak: 1_000, growth: 0 });
    expect(trendOf(samples((index) => 100 + index)).growth).toBeGreaterThan(0.4);
  });

  it('needs samples', () => {
    expect(() => trendOf([1, 2, 3])).toThrow('3 samples are too few');
  });
});

describe('isFlat', () => {
  it('takes what swings for flat, and what climbs not', () => {
    expect(isFlat(trendOf(samples((index) => 100 + (index % 7))), 0)).toBe(true);
    expect(isFlat(trendOf(samples((index) => 100 + index)), 0)).toBe(false);
    expect(isFlat(trendOf(samples((index) => 1 + index / 10)), 20)).toBe(true);
  });
});
