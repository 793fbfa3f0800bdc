/** A clock that goes only when told: what `throttle.ts` takes in place of the system's. */
import type { Timers } from '../../../../app/renderer/store/throttle.ts';

export interface FakeTimers extends Timers {
  advance(ms: number): void;
}

export function createFakeTimers(): FakeTimers {
  let now = 0;
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const timer of waiting) {
        if (timer.at > now) continue;
        waiting.delete(timer);
        timer.run();
      }
    },
  };
}
