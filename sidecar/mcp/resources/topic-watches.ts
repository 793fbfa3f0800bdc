/**
 * The topics whose changes one client wants to be told of, and the telling: at once, then at most so often for each, the last change
 * never left out. A session has one of these, and so has each stream of `subscriptions/listen`.
 */
import { AppError } from '../../errors.ts';
import type { Sink } from '../../hub/sink.ts';
import type { MqttScope } from '../scope.ts';
import type { ScopedConnection } from '../scoped-connection.ts';
import { parseTopicUri } from './topic-uri.ts';

/** A client reads the value when it is told; so many times a second is as live as anybody can look. */
const QUIET_MS = 200;

interface TopicWatchesParts {
  readonly maxWatches: number;
  /** Sends the notification; tells whether it could. */
  readonly notify: (uri: string) => boolean;
  /** Whether the caller may still read the topic; else nothing is told of it. */
  readonly permits: (topic: string) => boolean;
}

export class TopicWatches {
  readonly #parts: TopicWatchesParts;
  readonly #watches = new Map<string, Watch>();
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
    await this.#removeOrphans();
    const { maxWatches, permits, notify } = this.#parts;
    const before = this.#watches.get(uri);
    if (before === undefined && this.#watches.size >= maxWatches) {
      throw new AppError(
        'limit-reached',
        `${maxWatches} resources are subscribed to, which is the limit (limits.subscriptionsPerSession).`,
      );
    }
    const { connection, topic } = reference;
    const watch = new Watch(scope.forResources(), () => !permits(topic) || notify(uri));
    // Known before it has begun, and in the place of the one before, so that the same URI is not watched twice.
    this.#watches.set(uri, watch);
    try {
      await watch.begin(connection, topic);
    } catch (error) {
      if (this.#watches.get(uri) === watch) this.#watches.delete(uri);
      throw error;
    } finally {
      // The connection may be another one by now, under the same name. Not ended earlier, so that no change is missed in between.
      await before?.end();
    }
    // Given up, or asked for once more, while it began.
    if (this.#watches.get(uri) !== watch) await watch.end();
    else if (this.#closed) await this.remove(uri);
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

  /** Their connection was given back since. */
  async #removeOrphans(): Promise<void> {
    const orphans = [...this.#watches].filter(([, watch]) => watch.isOrphan);
    await Promise.all(orphans.map(([uri]) => this.remove(uri)));
  }
}

/** Rings at the first message, and again after a while if there were more. */
class Watch implements Sink {
  readonly #scope: MqttScope;
  /** Tells whether there is nothing more to be told. */
  readonly #ring: () => boolean;
  #connection: ScopedConnection | undefined;
  #stop: Promise<() => Promise<void>> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;
  #ended = false;

  constructor(scope: MqttScope, ring: () => boolean) {
    this.#scope = scope;
    this.#ring = ring;
  }

  get isOrphan(): boolean {
    return this.#connection !== undefined && !this.#scope.connections.includes(this.#connection);
  }

  async begin(reference: string, topic: string): Promise<void> {
    this.#stop = this.#subscribe(reference, topic);
    await this.#stop;
  }

  deliver(): void {
    this.#isDue = true;
    if (this.#timer === undefined) this.#ringIfDue();
  }

  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    const stop = await this.#stop?.catch(() => undefined);
    await stop?.();
  }

  async #subscribe(reference: string, topic: string): Promise<() => Promise<void>> {
    this.#connection = await this.#scope.resolve(reference);
    // What is retained now is the value that the client reads, and no change of it.
    return this.#scope.watch(this.#connection, topic, this, { retained: 'later' });
  }

  readonly #ringIfDue = (): void => {
    this.#timer = undefined;
    if (!this.#isDue || this.#ended) return;
    // A shared connection goes on without those who gave it back.
    if (this.isOrphan) return void this.end();
    // A client that is too slow at the moment is told later.
    this.#isDue = !this.#ring();
    this.#timer = setTimeout(this.#ringIfDue, QUIET_MS);
    this.#timer.unref();
  };
}
