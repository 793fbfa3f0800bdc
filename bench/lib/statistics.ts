/** Figures from samples: percentiles of one round and medians over rounds. Used by every scenario. Pure. */

/** Latencies of one round, in milliseconds. */
export class Latencies {
  readonly #samples: number[] = [];

  add(ms: number): void {
    this.#samples.push(ms);
  }

  get count(): number {
    return this.#samples.length;
  }

  /** The nearest-rank percentile; NaN when there are no samples. */
  percentile(percent: number): number {
    const sorted = Float64Array.from(this.#samples).toSorted();
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
  }
}

/** Of an even number of values the mean of the two in the middle; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper;
}
