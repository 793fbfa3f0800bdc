/**
 * The event bus of the SDK's handler, with a feed of its own for each `subscriptions/listen` request: the SDK offers one bus for
 * all of them and matches by URI alone, so that one caller would be told of another's updates. Which request a subscription belongs
 * to is known from the asynchronous context in which the SDK makes it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { InMemoryServerEventBus, type ServerEvent, type ServerEventBus } from '@modelcontextprotocol/server';
import type { Listening } from '../../resources/listening.ts';

interface Feed {
  readonly listening: Listening;
  isOpen: boolean;
}

export class ListenFeeds implements ServerEventBus {
  readonly #all: InMemoryServerEventBus;
  readonly #request = new AsyncLocalStorage<Feed>();

  constructor(onError: (error: Error) => void) {
    this.#all = new InMemoryServerEventBus(onError);
  }

  /** Reaches every stream that asked for this kind of event. */
  publish(event: ServerEvent): void {
    this.#all.publish(event);
  }

  subscribe(listener: (event: ServerEvent) => void): () => void {
    const feed = this.#request.getStore();
    const leave = this.#all.subscribe(listener);
    if (feed !== undefined) {
      feed.isOpen = true;
      feed.listening.begin((uri) => listener({ kind: 'resource_updated', uri }));
    }
    return () => {
      leave();
      void feed?.listening.end();
    };
  }

  /** Has the SDK serve the request; the listening ends with the stream, or now if there is none. */
  async serve<T>(listening: Listening, work: () => Promise<T>): Promise<T> {
    const feed: Feed = { listening, isOpen: false };
    try {
      return await this.#request.run(feed, work);
    } finally {
      if (!feed.isOpen) await listening.end();
    }
  }
}
