/**
 * Tells a client that asked for it how far a call is (MCP, "Progress"). Knows the one trap: official clients forget the call with
 * its result, and lose a notification that reaches them in the same piece of the network. So the last one and the result keep a
 * distance, and notifications are few.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** Notifications are at least so far apart. */
const INTERVAL_MS = 250;
/** What keeps a notification and the result from arriving in one piece, as a rule. */
const DISTANCE_MS = 50;

export interface Progress {
  /** `done` grows from call to call, towards `total`. Costs nothing where nobody asked. */
  report(done: number, total: number, message: string): void;
}

export interface ProgressReporter extends Progress {
  /** Resolves when the result may be sent. */
  settled(): Promise<void>;
}

type Send = (update: { progress: number; total: number; message: string }) => Promise<void>;

/**
 * @param send undefined where the client did not ask
 * @param now milliseconds; with a wall clock that is set back, the result would wait until it has caught up
 */
export function createProgress(send: Send | undefined, now: () => number = () => performance.now()): ProgressReporter {
  let last = -Infinity;
  let highest = -Infinity;
  return {
    report(done, total, message) {
      const at = now();
      if (send === undefined || at - last < INTERVAL_MS || done <= highest) return;
      last = at;
      highest = done;
      // The client may have gone; the call finds that out by itself.
      send({ progress: done, total, message }).catch(() => {});
    },
    async settled() {
      const rest = last + DISTANCE_MS - now();
      if (rest > 0) await delay(rest);
    },
  };
}
