/**
 * The streams that are open: how many there may be, in all, from one address and of one user; what the dashboard and the
 * metrics see of them; how they end when the server does.
 */
import { AppError } from '../errors.ts';
import { clientNetwork } from '../security/client-network.ts';
import { isLoopbackAddress } from '../security/loopback.ts';
import { Places } from '../security/places.ts';
import type { Principal } from '../security/principal.ts';
import type { BrowserStream } from './browser-stream.ts';

interface StreamLimits {
  readonly streams: number;
  readonly streamsPerAddress: number;
  readonly streamsPerUser: number;
}

/** Spread of `retry`: streams that were cut together come back one after the other. */
const JITTER = 0.2;

export function jittered(ms: number, random: () => number = Math.random): number {
  return Math.max(1, Math.round(ms * (1 - JITTER + random() * 2 * JITTER)));
}

export class StreamRegistry {
  readonly #limits: StreamLimits;
  readonly #streams = new Map<string, BrowserStream>();
  /** Places taken; a stream that is being opened has one. */
  readonly #byAddress: Places;
  readonly #byUser: Places;
  readonly #listeners = new Set<() => void>();
  #taken = 0;

  constructor(limits: StreamLimits) {
    this.#limits = limits;
    this.#byAddress = new Places(limits.streamsPerAddress);
    this.#byUser = new Places(limits.streamsPerUser);
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
   * Takes a place for a stream from the address and of the principal; returns the function that gives it back, once. Loopback
   * addresses and those who have not said who they are, nor share the one secret, are not counted apart.
   * @throws AppError `too-many-requests`
   */
  reserve(address: string, principal: Principal): () => void {
    const { streams, streamsPerAddress, streamsPerUser } = this.#limits;
    const network = clientNetwork(address);
    if (this.#taken >= streams) throw full(`${streams} streams are open`, 'limits.streams');
    if (this.#byAddress.isFull(network) && !isLoopbackAddress(address)) {
      throw full(`${streamsPerAddress} streams are open from your address`, 'limits.streamsPerAddress');
    }
    if (this.#byUser.isFull(principal.id) && isSomebody(principal)) {
      throw full(`${streamsPerUser} streams are open for ${principal.username ?? 'your account'}`, 'limits.streamsPerUser');
    }
    const leaveAddress = this.#byAddress.take(network);
    const leaveUser = this.#byUser.take(principal.id);
    this.#taken += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#taken -= 1;
      leaveAddress();
      leaveUser();
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

function full(what: string, limit: string): AppError {
  return new AppError('too-many-requests', `${what}, which is the limit (${limit}).`);
}

/** Whether the id belongs to one person or program, and not to everybody alike. */
function isSomebody({ kind }: Principal): boolean {
  return kind === 'jwt' || kind === 'oauth2' || kind === 'certificate';
}
