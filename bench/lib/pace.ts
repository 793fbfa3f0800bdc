/**
 * Starts work at a steady rate whether or not earlier work is done (an open loop): a slow answer must not thin out the load
 * that it is measured under. Used by the scenarios that measure latency.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Calls `start` with 0, 1, 2 …; resolves when the last was called. Starts that are late are caught up with, none is left out. */
export async function keepPace({ perSecond, seconds }: Pace, start: (index: number) => void): Promise<void> {
  const total = Math.round(perSecond * seconds);
  const beganAt = performance.now();
  for (let index = 0; index < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - beganAt) / 1000) * perSecond) + 1);
    while (index < due) {
      start(index);
      index += 1;
    }
    // A timer's resolution is a millisecond; turning without one would take the processor from what is measured.
    if (index < total) await delay(1);
  }
}
