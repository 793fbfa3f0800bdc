/**
 * Which instances live: each keeps a key in Redis that expires soon after its end. An instance has a new, unguessable tag at
 * every start, so that what belonged to an earlier process is never taken for its own; the name is for people.
 */
import { randomBytes } from 'node:crypto';
import type { RedisLink } from '../hub/log/redis-link.ts';
import { instanceKey } from './keys.ts';

const EXPIRY_MS = 6_000;
const BEAT_MS = 2_000;

/** In ids of sessions and handles, so short; lower-case letters and digits. */
export function newInstanceTag(): string {
  return randomBytes(6).toString('hex');
}

interface PeersParts {
  readonly link: RedisLink;
  readonly tag: string;
  readonly name: string;
}

export class Peers {
  readonly #parts: PeersParts;
  readonly #timer: NodeJS.Timeout;
  readonly #stopWatching: () => void;

  constructor(parts: PeersParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
    this.#timer.unref();
    this.#stopWatching = parts.link.onChange((isUp) => isUp && void this.#beat());
    void this.#beat();
  }

  /** Of this instance, for people. */
  get name(): string {
    return this.#parts.name;
  }

  /** Rejects with `cluster-unavailable`. */
  async alive(tags: readonly string[]): Promise<ReadonlySet<string>> {
    const living = await Promise.all(
      tags.map(async (tag) => tag === this.#parts.tag || (await this.#parts.link.command('EXISTS', instanceKey(tag))) === 1),
    );
    return new Set(tags.filter((_tag, index) => living[index]));
  }

  /** Says again that this instance lives; Redis may have lost it. */
  async announce(): Promise<void> {
    await this.#beat();
  }

  /** Others need not wait for the expiry. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopWatching();
    await this.#parts.link.command('DEL', instanceKey(this.#parts.tag)).catch(() => {});
  }

  async #beat(): Promise<void> {
    const { link, tag, name } = this.#parts;
    await link.command('SET', instanceKey(tag), name, 'PX', EXPIRY_MS).catch(() => {});
  }
}
