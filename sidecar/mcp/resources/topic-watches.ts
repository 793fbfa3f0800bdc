/**
 * The topics whose changes one client wants to be told of, and the telling: at once, then at most so often for each, the last change
 * never left out. A session has one of these, and so has each stream of `subscriptions/listen`.
 */
import { AppError } from '../../errors.ts';
import type { Sink } from '../../hub/sink.ts';
import type { MqttScope } from '../scope.ts';
import { parseTopicUri } from './topic-uri.ts';

/** A client reads the value when it is told; so many times a second is as live as anybody can look. */
const QUIET_MS = 200;

interface TopicWatchesParts {
  readonly maxWatches: number;
  /** Sends the notification; tells whether it could. Not asked for what the caller may not read any more. */
  readonly notify: (uri: string) => boolean;
  readonly permits: (topic: string) => boolean;
}

export class TopicWatches {
  readonly #parts: TopicWatchesParts;
  readonly #watches = new Map<string, { end(): Promise<void> }>();
  #closed = false;

  constructor(parts: TopicWatchesParts) {
    this.#parts = parts;
  }

  /**
   * Watches what the URI names, a topic on a connection of the scope; one that is watched is watched anew.
   * Rejects with `limit-reached`, and as `MqttScope.resolve` and `watch` do.
   */
  async add(uri: string, scope: MqttScope): Promise<void> {
    const reference = parseTopicUri(uri);
    if (reference === undefined) return;
    // The connection may be another one by now, under the same name.
    await this.remove(uri);
    if (this.#watches.size >= this.#parts.maxWatches) {
      throw new AppError(
        'limit-reached',
        `${this.#parts.maxWatches} resources are subscribed to, which is the limit (limits.subscriptionsPerSession).`,
      );
    }
    const bell = new Bell(() => this.#parts.permits(reference.topic) && this.#parts.notify(uri));
    const starting = this.#start(scope, reference.connection, reference.topic, bell);
    // Known before it has begun, so that the same URI is not watched twice.
    this.#watches.set(uri, {
      end: async () => {
        bell.stop();
        await (
          await starting.catch(() => undefined)
        )?.();
      },
    });
    try {
      await starting;
    } catch (error) {
      this.#watches.delete(uri);
      throw error;
    }
    if (this.#closed) await this.remove(uri);
  }

  /** Ends the watch, if there is one; never rejects. */
  async remove(uri: string): Promise<void> {
    const watch = this.#watches.get(uri);
    this.#watches.delete(uri);
    await watch?.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#watches.keys()].map((uri) => this.remove(uri)));
  }

  async #start(scope: MqttScope, reference: string, topic: string, bell: Bell): Promise<() => Promise<void>> {
    const connection = await scope.resolve(reference);
    // What is retained now is the value that the client reads, and no change of it.
    return scope.watch(connection, topic, bell, { retained: 'later' });
  }
}

/** Rings at the first message, and again after a while if there were more. */
class Bell implements Sink {
  readonly #ring: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #stopped = false;

  constructor(ring: () => boolean) {
    this.#ring = ring;
  }

  deliver(): void {
    this.#isDue = true;
    if (this.#timer === undefined) this.#ringIfDue();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  readonly #ringIfDue = (): void => {
    this.#timer = undefined;
    if (!this.#isDue || this.#stopped) return;
    // A client that is too slow at the moment is told later.
    this.#isDue = !this.#ring();
    this.#timer = setTimeout(this.#ringIfDue, QUIET_MS);
    this.#timer.unref();
  };
}
