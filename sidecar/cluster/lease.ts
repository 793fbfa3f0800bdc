/**
 * The lease of one profile's broker connection as one instance sees it: taken where nobody holds it, renewed while it is held,
 * lost when it could not be renewed in time. By its own clock an instance gives it up before Redis lets others have it.
 */
import { z } from 'zod';
import { acquireScript, releaseScript, renewScript } from '../hub/log/redis-scripts.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { ProfileKeys } from './keys.ts';

const LEASE_MS = 5_000;
const RENEW_MS = 1_000;
/** The holder stops so long before the lease ends in Redis. */
const MARGIN_MS = 500;

const acquiredSchema = z.tuple([z.string(), z.string(), z.coerce.number(), z.string()]);
const heldSchema = z.tuple([z.string()]);

export interface Acquired {
  /** Instance and fencing token; every write names it. */
  readonly holder: string;
  readonly epoch: string;
  /** Number of the last message in the log. */
  readonly seq: number;
  /** Client id at the broker. */
  readonly clientId: string;
}

/** What an instance brings along for a log that does not exist yet. */
export interface Beginning {
  readonly epoch: string;
  readonly seq: number;
  readonly clientId: string;
}

interface LeaseParts {
  readonly link: RedisLink;
  readonly keys: ProfileKeys;
  readonly instance: string;
  /** Called once when it is held no more, but for `release`. */
  readonly onLost: () => void;
  /** Redis had lost it, and with it perhaps all else; it is held again. */
  readonly onRetaken: () => void;
}

export class Lease {
  readonly #parts: LeaseParts;
  #timer: NodeJS.Timeout | undefined;
  #holder: string | undefined;
  #validUntil = 0;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  get holder(): string | undefined {
    return this.#holder;
  }

  /** False also where this process stood still, before anything else has noticed. */
  get isValid(): boolean {
    return this.#holder !== undefined && performance.now() < this.#validUntil;
  }

  /** Takes the lease, or takes it again. Resolves with the holder where that is another instance. Rejects while Redis is away. */
  async acquire(beginning: Beginning): Promise<Acquired | { readonly heldBy: string }> {
    const { link, keys, instance } = this.#parts;
    const asked = performance.now();
    const { epoch, seq, clientId } = beginning;
    const reply = await link.run(acquireScript, [keys.lease, keys.meta], [instance, LEASE_MS, epoch, seq, clientId]);
    const held = heldSchema.safeParse(reply);
    if (held.success) return { heldBy: instanceOf(held.data[0]) };
    const acquired = acquiredSchema.parse(reply);
    [this.#holder] = acquired;
    this.#validUntil = asked + LEASE_MS - MARGIN_MS;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#renew(), RENEW_MS);
    return { holder: acquired[0], epoch: acquired[1], seq: acquired[2], clientId: acquired[3] };
  }

  /** Lets others have it at once. */
  async release(): Promise<void> {
    const holder = this.#holder;
    this.#stop();
    if (holder !== undefined) await this.#parts.link.run(releaseScript, [this.#parts.keys.lease], [holder]).catch(() => {});
  }

  async #renew(): Promise<void> {
    const { link, keys } = this.#parts;
    const holder = this.#holder;
    const asked = performance.now();
    if (holder === undefined) return;
    // Also where the process stood still meanwhile.
    if (asked >= this.#validUntil) {
      this.#lost(holder);
      return;
    }
    try {
      const renewed = await link.run(renewScript, [keys.lease, keys.meta], [holder, LEASE_MS, tokenOf(holder)]);
      if (renewed === 1 || renewed === 2) this.#validUntil = asked + LEASE_MS - MARGIN_MS;
      else this.#lost(holder);
      if (renewed === 2) this.#parts.onRetaken();
    } catch {
      if (performance.now() >= this.#validUntil) this.#lost(holder);
    }
  }

  #lost(holder: string): void {
    if (this.#holder !== holder) return;
    this.#stop();
    this.#parts.onLost();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#holder = undefined;
  }
}

/** The fencing token: higher with everyone who takes the lease. */
export function tokenOf(holder: string): number {
  return Number(holder.split(' ', 2)[1]);
}

export function instanceOf(holder: string): string {
  return holder.split(' ', 1)[0] ?? '';
}
