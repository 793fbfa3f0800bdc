/**
 * The streams that are open: how many there may be, in all and from one address; what the dashboard and the metrics see of
 * them; how they end when the server does.
 */
import { AppError } from '../errors.ts';
import { isLoopbackAddress } from '../security/loopback.ts';
import type { BrowserStream } from './browser-stream.ts';

interface StreamLimits {
  readonly streams: number;
  readonly streamsPerAddress: number;
}

/** Spread of `retry`: streams that were cut together come back one after the other. */
const JITTER = 0.2;

export function jittered(ms: number, random: () => number = Math.random): number {
  return Math.max(1, Math.round(ms * (1 - JITTER + random() * 2 * JITTER)));
}

export class StreamRegistry {
  readonly #limits: StreamLimits;
  readonly #streams = new Map<string, BrowserStream>();
  /** Places taken, by address; a stream that is being opened has one. */
  readonly #byAddress = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #taken = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  get all(): Iterable<BrowserStream> {
    return this.#streams.values();
  }

  get size(): number {
    return this.#streams.size;
  }

  get(id: string): BrowserStream | undefined {
    return this.#streams.get(id);
  }

  /** Calls the listener whenever a stream begins or ends. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a place for a stream from the address; returns the function that gives it back, once.
   * @throws AppError `too-many-requests`
   */
  reserve(address: string): () => void {
    const { streams, streamsPerAddress } = this.#limits;
    if (this.#taken >= streams) {
      throw new AppError('too-many-requests', `${streams} streams are open, which is the limit (limits.streams).`);
    }
    const fromAddress = this.#byAddress.get(address) ?? 0;
    if (fromAddress >= streamsPerAddress && !isLoopbackAddress(address)) {
      throw new AppError(
        'too-many-requests',
        `${streamsPerAddress} streams are open from your address, which is the limit (limits.streamsPerAddress).`,
      );
    }
    this.#taken += 1;
    this.#byAddress.set(address, fromAddress + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#taken -= 1;
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    };
  }

  add(stream: BrowserStream): void {
    this.#streams.set(stream.parts.id, stream);
    this.#changed();
  }

  remove(stream: BrowserStream): void {
    this.#streams.delete(stream.parts.id);
    this.#changed();
  }

  endAll(retryMs: number): void {
    for (const stream of this.#streams.values()) stream.end(jittered(retryMs));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
