/**
 * As many messages to everybody as the server can deliver within a bounded time. How many may be on their way is found like
 * TCP Vegas finds it: more while they arrive early, fewer once they take long. So each server works at its own limit, and no
 * backlog grows that would have to be told from speed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Figures, TestBed } from '../bed.ts';

interface SaturationPlan {
  /** In which the number of messages on their way is found. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** The slowest reader may be so late; the highest percentile stays below a second then. */
const [EARLY_MS, LATE_MS] = [250, 450];
const LOOK_INTERVAL_MS = 5;
const MAX_ON_THE_WAY = 20_000;
/** So many readers are looked at message by message. */
const LOOKED_AT = 100;

export async function measureSaturated(bed: TestBed, { warmUpSeconds, seconds }: SaturationPlan): Promise<Figures> {
  const lookEvery = Math.max(1, Math.floor(bed.connections / LOOKED_AT));
  const window = new Window();
  await bed.readers.begin(lookEvery);
  await saturate(bed, window, warmUpSeconds);
  return bed.measure(() => saturate(bed, window, seconds), { lookEvery });
}

/** How many messages may be on their way. */
class Window {
  size = 2;
  /** Grows fast until the first message is late. */
  #isSearching = true;

  adjust(lateMs: number): void {
    if (lateMs < EARLY_MS) this.size = Math.min(MAX_ON_THE_WAY, this.size * (this.#isSearching ? 1.5 : 1.05) + 1);
    if (lateMs <= LATE_MS) return;
    this.#isSearching = false;
    this.size = Math.max(1, this.size * 0.8);
  }
}

async function saturate(bed: TestBed, window: Window, seconds: number): Promise<void> {
  const endsAt = performance.now() + seconds * 1000;
  /** When each message was published that has not arrived everywhere. */
  const publishedAt = new Map<number, number>();
  let arrived = bed.published;
  /** The first message under the window as it is: what comes before it tells of an earlier one. */
  let telling = arrived + 1;
  while (performance.now() < endsAt) {
    while (bed.published - arrived < window.size) {
      bed.publish();
      publishedAt.set(bed.published, performance.now());
    }
    await delay(LOOK_INTERVAL_MS);
    const { slowest } = await bed.readers.progress();
    const lateMs = performance.now() - (publishedAt.get(slowest) ?? performance.now());
    if (slowest >= telling) {
      window.adjust(lateMs);
      telling = bed.published + 1;
    }
    for (; arrived < slowest; arrived += 1) publishedAt.delete(arrived + 1);
  }
}
