/**
 * The keys of an issuer, kept and renewed: fetched when first needed, again when they are old, and again when a token names a
 * key that is not among them, which is how keys rotate. Whoever invents key names cannot make it fetch without end, and no
 * right token is refused because its key is new. Clock and fetch are handed in.
 */
import { createLocalJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { AppError } from '../errors.ts';

const FETCH_TIMEOUT_MS = 5_000;
/** After that the keys are fetched again, while those that are known go on being used. */
const FRESH_MS = 10 * 60_000;
/** After that keys that could not be fetched again are trusted no more: the issuer may have withdrawn one. */
const USABLE_MS = 24 * 3_600_000;
/** Between two fetches for the sake of unknown keys; doubled each time that a fetch brought nothing new. */
const COOLDOWN_MS = 1_000;
const MAX_COOLDOWN_MS = 30_000;
/** A token with an unknown key waits that long for the next fetch; after a longer cooldown it is refused at once. */
const MAX_WAIT_MS = COOLDOWN_MS;

interface KeySetParts {
  /** Rejects with an `Error` that says what is wrong with the issuer. */
  readonly load: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Told of every fetch that failed. */
  readonly onFailure: (error: unknown) => void;
}

interface KnownKeys {
  readonly resolve: ReturnType<typeof createLocalJWKSet>;
  readonly text: string;
  readonly loadedAt: number;
}

export class KeySet {
  readonly #parts: KeySetParts;
  #known: KnownKeys | undefined;
  #loading: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #startedAt = -Infinity;
  #failure: AppError | undefined;
  /** Fetches in a row that brought nothing new. */
  #fruitless = 0;

  constructor(parts: KeySetParts) {
    this.#parts = parts;
  }

  /**
   * The key that a token names. Rejects with `issuer-unavailable`, or as jose's key sets do (`JWKSNoMatchingKey`,
   * `JWKSMultipleMatchingKeys`).
   */
  async key(header?: JWSHeaderParameters, token?: FlattenedJWSInput): Promise<CryptoKey> {
    const askedAt = this.#parts.now();
    for (;;) {
      const { resolve } = await this.#current();
      try {
        return await resolve(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        // Keys that were fetched after the token came would have had its own.
        if (this.#startedAt >= askedAt || !(await this.#lookAgain())) throw error;
      }
    }
  }

  /** Fetches the keys ahead of the first token; a failure is told to `onFailure` alone. */
  warmUp(): void {
    this.#load().catch(() => {});
  }

  async #current(): Promise<KnownKeys> {
    const { now } = this.#parts;
    if (this.#known !== undefined && now() - this.#known.loadedAt < USABLE_MS) {
      const isDue = now() - this.#known.loadedAt >= FRESH_MS && this.#restMs() <= 0;
      if (isDue) this.warmUp();
      return this.#known;
    }
    if (this.#loading === undefined && this.#failure !== undefined && this.#restMs() > 0) throw this.#failure;
    await this.#load();
    if (this.#known === undefined) throw unavailable();
    return this.#known;
  }

  /** Waits for the next fetch, if that is near; tells whether there was one. */
  async #lookAgain(): Promise<boolean> {
    if (this.#loading === undefined && this.#next === undefined && this.#restMs() > MAX_WAIT_MS) {
      if (this.#failure !== undefined) throw this.#failure;
      return false;
    }
    await (this.#loading ?? (this.#next ??= this.#loadAfterRest()));
    return true;
  }

  async #loadAfterRest(): Promise<void> {
    try {
      const restMs = this.#restMs();
      if (restMs > 0) await this.#parts.wait(restMs);
      await this.#load();
    } finally {
      this.#next = undefined;
    }
  }

  /** How long until the next fetch may begin. */
  #restMs(): number {
    return this.#startedAt + Math.min(MAX_COOLDOWN_MS, COOLDOWN_MS * 2 ** this.#fruitless) - this.#parts.now();
  }

  #load(): Promise<void> {
    return (this.#loading ??= this.#fetch().finally(() => {
      this.#loading = undefined;
    }));
  }

  async #fetch(): Promise<void> {
    const { load, now, onFailure } = this.#parts;
    const startedAt = now();
    if (startedAt - this.#startedAt > 2 * MAX_COOLDOWN_MS) this.#fruitless = 0;
    this.#startedAt = startedAt;
    try {
      const keys = await load(AbortSignal.timeout(FETCH_TIMEOUT_MS));
      const text = JSON.stringify(keys);
      this.#fruitless = text === this.#known?.text ? this.#fruitless + 1 : 0;
      this.#known = { resolve: createLocalJWKSet(keys), text, loadedAt: now() };
      this.#failure = undefined;
    } catch (error) {
      // Tried again soon: without keys nothing works.
      if (this.#known !== undefined) this.#fruitless += 1;
      this.#failure = unavailable(error);
      onFailure(error);
      throw this.#failure;
    }
  }
}

function unavailable(cause?: unknown): AppError {
  return new AppError('issuer-unavailable', 'The keys of the token issuer cannot be fetched at the moment, so tokens cannot be checked.', {
    cause,
  });
}
