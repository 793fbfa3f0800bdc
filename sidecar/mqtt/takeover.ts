/**
 * The change of one network connection for another while the MQTT session goes on: used when a token has to be replaced, since
 * brokers take a token for a password and know no other way to renew it. What is asked of the connection meanwhile waits for `done`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';

/** DISCONNECT, "normal disconnection": the same two bytes in both versions (MQTT 5.0, section 3.14.2.1). */
const DISCONNECT = Buffer.of(0xe0, 0);
/** How long what is under way may take. */
const QUIET_MS = 2_000;
/** How long the broker may take to close its side. */
const GRACE_MS = 750;

export class Takeover {
  readonly done: Promise<void>;
  readonly #finish: () => void;
  #hasLeft = false;
  #cut: NodeJS.Timeout | undefined;

  /** @param onEnd called once, before those who wait go on */
  constructor(onEnd: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finish = () => {
      onEnd();
      resolve();
    };
  }

  /** Resolves when nothing is under way any more, or when it takes too long. */
  async quiet(isQuiet: () => boolean): Promise<void> {
    const end = performance.now() + QUIET_MS;
    while (!isQuiet() && performance.now() < end) await delay(5, undefined, { ref: false });
  }

  disconnect(stream: Duplex): void {
    stream.end(DISCONNECT);
    this.#cut = setTimeout(() => stream.destroy(), GRACE_MS);
  }

  /** The old network connection is gone; false where it was the new one. */
  leave(): boolean {
    clearTimeout(this.#cut);
    const isFirst = !this.#hasLeft;
    this.#hasLeft = true;
    return isFirst;
  }

  end(): void {
    clearTimeout(this.#cut);
    this.#finish();
  }
}
