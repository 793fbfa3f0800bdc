/**
 * The connection to Redis (or Valkey): commands and scripts, whether it is there, and further connections for those who block
 * or listen. It reconnects by itself; while Redis is away every command fails at once, so that nobody waits without a word.
 */
import { createHash } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import type { ConnectionOptions } from 'node:tls';
import { AppError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';

/** Redis answers in less than a millisecond; one that takes so long is as good as away. */
const COMMAND_TIMEOUT_MS = 3_000;
/** A process that stood still itself finds the answers after that. */
const BENEFIT_MS = 500;
/** How long a connection that is thought dead may take to prove the contrary. */
const LAST_ANSWER_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_MS = 500;

/** What a connection may have otherwise than the first one. */
type Special = Pick<RedisOptions, 'commandTimeout' | 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'socketTimeout'>;

export type RedisValue = string | number | Buffer;

export interface RedisScript {
  readonly source: string;
  readonly sha1: string;
}

export function redisScript(source: string): RedisScript {
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

export interface RedisLinkParts {
  readonly url: string;
  /** For `rediss://`. */
  readonly tls?: ConnectionOptions | undefined;
  /** How the connections are called in CLIENT LIST. */
  readonly name: string;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

export class RedisLink {
  readonly #parts: RedisLinkParts;
  readonly #redis: Redis;
  readonly #listeners = new Set<(isUp: boolean) => void>();
  readonly #further = new Set<Redis>();
  #repliedAt = 0;
  #isUp = false;
  #isClosed = false;
  #wasUp = false;
  #reconnectedAt: number | undefined;
  #why: string | undefined;

  constructor(parts: RedisLinkParts) {
    this.#parts = parts;
    this.#redis = this.#create({ commandTimeout: COMMAND_TIMEOUT_MS, enableOfflineQueue: false });
    this.#redis.on('ready', () => this.#changed(true));
    this.#redis.on('close', () => this.#changed(false));
    this.#redis.on('error', (error) => this.#failed(error));
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Why it cannot be reached, as far as that is known; undefined while it is there. */
  get problem(): string | undefined {
    return this.#isUp ? undefined : this.#why;
  }

  /** When it last came back, in milliseconds since the epoch; undefined while it has never been away. */
  get reconnectedAt(): number | undefined {
    return this.#reconnectedAt;
  }

  /** Calls the listener whenever Redis goes or comes. */
  onChange(listener: (isUp: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once Redis is there, or after the time. */
  whenUp(timeoutMs: number): Promise<void> {
    if (this.#isUp) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const stop = this.onChange((isUp) => isUp && done());
      const timer = setTimeout(done, timeoutMs);
    });
  }

  /** The reply with texts. Rejects with `cluster-unavailable`. */
  command(name: string, ...args: readonly RedisValue[]): Promise<unknown> {
    return this.#guarded(() => this.#redis.call(name, [...args]));
  }

  /** The reply with bytes. Rejects with `cluster-unavailable`. */
  commandBytes(name: string, ...args: readonly RedisValue[]): Promise<unknown> {
    return this.#guarded(() => this.#redis.callBuffer(name, [...args]));
  }

  /** Runs a script as one step that nothing comes between. Rejects with `cluster-unavailable`. */
  run({ sha1, source }: RedisScript, keys: readonly string[], args: readonly RedisValue[]): Promise<unknown> {
    return this.#guarded(async () => {
      try {
        return await this.#redis.call('EVALSHA', [sha1, keys.length, ...keys, ...args]);
      } catch (error) {
        // A Redis that was started anew knows no scripts.
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return this.#redis.call('EVAL', [source, keys.length, ...keys, ...args]);
      }
    });
  }

  /** A connection of its own; it ends with this one. */
  open(options: Special): Redis {
    const redis = this.#create(options);
    this.#further.add(redis);
    redis.once('end', () => this.#further.delete(redis));
    return redis;
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    for (const redis of [this.#redis, ...this.#further]) redis.disconnect();
  }

  #create(options: Special): Redis {
    const { url, tls } = this.#parts;
    const redis = new Redis(url, {
      ...(tls === undefined ? {} : { tls }),
      protocol: 2,
      replyMapping: 'legacy',
      connectionName: this.#parts.name,
      connectTimeout: CONNECT_TIMEOUT_MS,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times: number) => Math.min(50 * times, MAX_RECONNECT_MS),
      ...options,
    });
    // Told by the state; without a listener it would end the process.
    redis.on('error', () => {});
    return redis;
  }

  async #guarded(work: () => Promise<unknown>): Promise<unknown> {
    try {
      const reply = await work();
      this.#repliedAt = performance.now();
      return reply;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // Half of a connection may be gone without a word: a new one tells.
      if (why === 'Command timed out') this.#reconnectIfSilent();
      throw new AppError('cluster-unavailable', `Redis does not answer: ${why}.`, { cause: error });
    }
  }

  /** A process that stood still itself finds the answers a moment later, and asks once more: the connection may be sound. */
  #reconnectIfSilent(): void {
    const timedOutAt = performance.now();
    setTimeout(() => {
      if (this.#isUp && this.#repliedAt < timedOutAt) void this.#reconnectUnlessAnswered();
    }, BENEFIT_MS).unref();
  }

  async #reconnectUnlessAnswered(): Promise<void> {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LAST_ANSWER_MS).unref());
    const answered = this.#redis.call('PING').then(
      () => true,
      () => false,
    );
    if (!(await Promise.race([answered, late])) && this.#isUp) this.#redis.disconnect(true);
  }

  /** A certificate that cannot be verified, a refused password: one line for each reason. */
  #failed({ message }: Error): void {
    if (message === this.#why || message === '') return;
    this.#why = message;
    if (!this.#isUp && !this.#isClosed) this.#parts.log.warn('Redis cannot be reached', { reason: message });
  }

  #changed(isUp: boolean): void {
    if (isUp === this.#isUp || this.#isClosed) return;
    this.#isUp = isUp;
    if (isUp) this.#why = undefined;
    if (isUp && this.#wasUp) this.#reconnectedAt = Date.now();
    if (isUp) this.#parts.log.info(this.#wasUp ? 'Redis is back' : 'Connected to Redis');
    else this.#parts.log.warn('Redis is away; what needs it waits or is refused until it is back');
    this.#wasUp ||= isUp;
    for (const listener of this.#listeners) listener(isUp);
  }
}
