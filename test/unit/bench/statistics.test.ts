import { describe, expect, it } from 'vitest';
import { Latencies, median } from '../../../bench/lib/statistics.ts';

function latencies(...samples: number[]): Latencies {
  const all = new Latencies();
  for (const sample of samples) all.add(sample);
  return all;
}

describe('Latencies', () => {
  it('gives the nearest-rank percentile, whatever the order of arrival', () => {
    const hundred = latencies(...Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(hundred.percentile(50)).toBe(50);
    expect(hundred.percentile(99)).toBe(99);
    expect(hundred.percentile(100)).toBe(100);
  });

  it('never takes a percentile for better than what was measured', () => {
    expect(latencies(1, 10).percentile(99)).toBe(10);
    expect(latencies(7).percentile(50)).toBe(7);
  });

  it('says that there is no figure without samples', () => {
    expect(latencies().percentile(50)).toBeNaN();
  });
});

describe('median', () => {
  it('is the value in the middle, or the mean of the two there', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('says that there is none of nothing', () => {
    expect(median([])).toBeNaN();
  });
});
