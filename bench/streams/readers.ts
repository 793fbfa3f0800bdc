/**
 * All readers of a measurement: opens them, and counts and times what they receive. Of every so many readers one is looked at
 * message by message, for latencies and losses; of the others, where messages come by the million, the last of each read
 * tells how far they are.
 */
import { createHistogram } from 'node:perf_hooks';
import { concurrently } from '../lib/concurrently.ts';
import { ReaderConnection } from './reader-connection.ts';
import type { Progress, Report } from './reader-protocol.ts';
import { nowMicros, StampReader } from './stamp.ts';
import { topicOf, type Target, type Topics } from './target.ts';

/** So many are being opened at a time. */
const AT_A_TIME = 64;
/** As much as a burst brings to one connection between two looks at it. */
const READ_BYTES = 256 * 1024;
const LONGEST_MICROS = 120_000_000;

interface Opening {
  readonly target: Target;
  readonly count: number;
  readonly topics: Topics;
}

export class Readers {
  readonly #latencies = createHistogram({ lowest: 1, highest: LONGEST_MICROS, figures: 3 });
  readonly #buffer = Buffer.alloc(READ_BYTES);
  #connections: ReaderConnection[] = [];
  #topics: Topics = 'shared';
  /** Number of the last message that each has received, and where it was when counting began. */
  #last = new Int32Array();
  #base = new Int32Array();
  #isLookedAt: boolean[] = [];
  #counted = 0;
  #beganAt = 0;
  #cpuAt = process.cpuUsage();
  #failure: string | undefined;

  /** Resolves with how many were opened a second. */
  async open({ target, count, topics }: Opening): Promise<number> {
    this.#topics = topics;
    this.#last = new Int32Array(count);
    this.#begin(1);
    const beganAt = performance.now();
    this.#connections = await concurrently(count, AT_A_TIME, (index) =>
      ReaderConnection.open({
        target,
        topic: topicOf(topics, index),
        name: `bench-reader-${index}`,
        buffer: this.#buffer,
        onBytes: this.#receiver(index),
        onLost: (reason) => (this.#failure ??= reason),
      }),
    );
    return count / ((performance.now() - beganAt) / 1000);
  }

  /** Forgets what was counted. @param lookEvery of so many readers one is looked at message by message */
  begin(lookEvery: number): void {
    this.#begin(lookEvery);
  }

  progress(): Progress {
    this.#assertWell();
    let slowest = Infinity;
    for (const number of this.#last) if (number < slowest) slowest = number;
    return { slowest, deliveries: this.#deliveries };
  }

  report(): Report {
    this.#assertWell();
    const seconds = (performance.now() - this.#beganAt) / 1000;
    const { user, system } = process.cpuUsage(this.#cpuAt);
    const milliseconds = (percent: number): number => this.#latencies.percentile(percent) / 1000;
    return {
      deliveries: this.#deliveries,
      lost: this.#topics === 'own' ? 0 : this.#sum((index) => this.#isLookedAt[index] === true) - this.#counted,
      p50: milliseconds(50),
      p99: milliseconds(99),
      max: this.#latencies.max / 1000,
      cpuPercent: (user + system) / 10_000 / seconds,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    this.#connections = [];
    this.#last = new Int32Array();
    this.#failure = undefined;
  }

  #begin(lookEvery: number): void {
    this.#base = Int32Array.from(this.#last);
    this.#isLookedAt = Array.from(this.#last, (_last, index) => index % lookEvery === 0);
    this.#counted = 0;
    this.#latencies.reset();
    this.#beganAt = performance.now();
    this.#cpuAt = process.cpuUsage();
  }

  #receiver(index: number): (bytes: Buffer) => void {
    const stamps = new StampReader();
    let now = 0;
    const count = (number: number, atMicros: number): void => {
      this.#last[index] = number;
      this.#counted += 1;
      this.#latencies.record(Math.max(1, now - atMicros));
    };
    const note = (number: number): void => {
      this.#last[index] = number;
    };
    return (bytes) => {
      if (this.#isLookedAt[index] !== true) return stamps.readLast(bytes, note);
      now = nowMicros();
      stamps.readAll(bytes, count);
    };
  }

  get #deliveries(): number {
    return this.#topics === 'own' ? this.#counted : this.#sum(() => true);
  }

  /** Numbers without holes that have come to the readers meant. */
  #sum(isMeant: (index: number) => boolean): number {
    return this.#last.reduce((sum, number, index) => (isMeant(index) ? sum + number - (this.#base[index] ?? 0) : sum), 0);
  }

  #assertWell(): void {
    if (this.#failure !== undefined) throw new Error(`A reader was lost: ${this.#failure}`);
  }
}
