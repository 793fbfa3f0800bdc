/** The traffic of the last minutes, a point a second, so that the dashboard's curve does not begin empty. */
import type { RatePoint } from './schema.ts';

const POINTS = 300;
const INTERVAL_MS = 1_000;

interface Traffic {
  readonly messagesIn: number;
  readonly messagesOut: number;
}

export class RateHistory {
  readonly #points: RatePoint[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(traffic: () => Traffic) {
    let before = traffic();
    this.#timer = setInterval(() => {
      const now = traffic();
      this.#points.push({
        at: Date.now(),
        rateIn: Math.max(0, now.messagesIn - before.messagesIn),
        rateOut: Math.max(0, now.messagesOut - before.messagesOut),
      });
      if (this.#points.length > POINTS) this.#points.shift();
      before = now;
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  /** The oldest first. */
  get points(): RatePoint[] {
    return [...this.#points];
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
