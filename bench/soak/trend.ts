/** Whether a figure that was sampled over hours stays where it is. Pure; used by the soak's report. */
import { median } from '../lib/statistics.ts';

export interface Trend {
  /** Median of the first and of the last third, after the warm-up. */
  readonly early: number;
  readonly late: number;
  readonly peak: number;
  /** By how much the late third lies above the early one, as a share. */
  readonly growth: number;
}

/** The first tenth is warm-up: caches, pools and the compiler fill. @throws RangeError with fewer than ten samples */
export function trendOf(samples: readonly number[]): Trend {
  if (samples.length < 10) throw new RangeError(`${samples.length} samples are too few for a trend.`);
  const steady = samples.slice(Math.floor(samples.length / 10));
  const third = Math.floor(steady.length / 3);
  const early = median(steady.slice(0, third));
  const late = median(steady.slice(-third));
  return { early, late, peak: Math.max(...samples), growth: early === 0 ? 0 : late / early - 1 };
}

/** Flat: within a tenth, or a small absolute amount where the figure itself is small. */
export function isFlat({ early, late }: Trend, slack: number): boolean {
  return late - early <= Math.max(early * 0.1, slack);
}
