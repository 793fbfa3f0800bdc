/**
 * At most one call in each interval, the last one never lost: what keeps the page's paints few however fast the news
 * come. The clock is handed in, so that a test need not wait.
 */
export interface Timers {
  now(): number;
  /** Returns the function that takes it back. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Throttle {
  /** Runs at once when the interval since the last run is over, else when it will be. */
  request(): void;
  cancel(): void;
}

const systemTimers: Timers = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export function createThrottle(run: () => void, intervalMs: number, timers: Timers = systemTimers): Throttle {
  let lastRunAt = Number.NEGATIVE_INFINITY;
  let cancelPending: (() => void) | undefined;

  const runNow = () => {
    cancelPending = undefined;
    lastRunAt = timers.now();
    run();
  };

  return {
    request() {
      if (cancelPending !== undefined) return;
      const waitMs = lastRunAt + intervalMs - timers.now();
      if (waitMs <= 0) runNow();
      else cancelPending = timers.after(waitMs, runNow);
    },
    cancel() {
      cancelPending?.();
      cancelPending = undefined;
    },
  };
}
