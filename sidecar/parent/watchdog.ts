/**
 * Notices that the parent is gone by its silence. It counts its own ticks instead of comparing times: a machine that slept wakes
 * up with all timers due at once, and a parent that slept as long is not gone.
 */
export interface Watchdog {
  signOfLife(): void;
  stop(): void;
}

interface WatchdogParts {
  readonly intervalMs: number;
  /** How many intervals in a row may pass in silence. */
  readonly limit: number;
  readonly onSilence: () => void;
}

export function startWatchdog({ intervalMs, limit, onSilence }: WatchdogParts): Watchdog {
  let silentTicks = 0;
  const timer = setInterval(() => {
    silentTicks += 1;
    if (silentTicks < limit) return;
    clearInterval(timer);
    onSilence();
  }, intervalMs);
  return {
    signOfLife() {
      silentTicks = 0;
    },
    stop: () => clearInterval(timer),
  };
}
