/**
 * Gives one mqtt.js client its password out of a source of tokens: before each attempt to connect, and again while the connection
 * lasts, before the token runs out. When to connect, and how the connection is taken over to the new token, the connection
 * decides.
 */
import type { MqttClient } from 'mqtt';
import { toAppError, type AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { AccessToken, TokenSource } from './types.ts';

/** A token that is over when it comes does not make the issuer and the broker work without a pause. */
const MIN_RENEWAL_MS = 500;

/** How soon a renewal is tried again that brought no new token. */
const RETRY_MS = 5_000;
/** The longest time that a timer can hold. */
const MAX_TIMER_MS = 2_147_483_647;

interface TokenLoginParts {
  readonly client: MqttClient;
  readonly source: TokenSource;
  readonly log: Pick<Log, 'warn'> | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly isOver: () => boolean;
  /** There was no token to connect with. */
  readonly onFailed: (error: AppError) => void;
  /** The client's password is a new one; the connection still stands on the old. */
  readonly onRenewed: () => void;
}

export class TokenLogin {
  readonly #parts: TokenLoginParts;
  #token: AccessToken | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TokenLoginParts) {
    this.#parts = parts;
  }

  /** Connects with a token that is good; never rejects. */
  async connect(): Promise<void> {
    const { client, isOver, onFailed } = this.#parts;
    try {
      await this.#take();
      if (!isOver()) client.connect();
    } catch (error) {
      if (!isOver()) onFailed(toAppError(error));
    }
  }

  connectAfter(waitMs: number, onAttempt: () => void): void {
    this.#wait(waitMs, () => {
      onAttempt();
      void this.connect();
    });
  }

  /** The connection stands: from now on the token is renewed. */
  connected(): void {
    this.#renewAt(this.#token?.renewAt);
  }

  /** The connection has gone, or is given up. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #renewAt(time: number | undefined): void {
    if (time === undefined || time === Infinity) return;
    this.#wait(Math.max(MIN_RENEWAL_MS, time - this.#parts.clock()), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { isOver, onRenewed, log, clock } = this.#parts;
    const timer = this.#timer;
    const before = this.#token;
    try {
      await this.#take();
    } catch (error) {
      log?.warn('The token for the broker could not be renewed; it is tried again', { reason: toAppError(error).message });
    }
    // Lost meanwhile: whoever connects again takes the new token.
    if (isOver() || this.#timer !== timer) return;
    if (this.#token === before) this.#renewAt(clock() + RETRY_MS);
    else onRenewed();
  }

  async #take(): Promise<void> {
    this.#token = await this.#parts.source.next();
    this.#parts.client.options.password = this.#token.text;
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, Math.min(ms, MAX_TIMER_MS));
    this.#timer.unref();
  }
}
