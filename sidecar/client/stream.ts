/**
 * The stream: one connection to the sidecar for all subscriptions of a page, opened again whenever it ends or its topics change,
 * where it stood. Made by `connect` in index.ts and script.ts; it ends with `close()` and never by itself.
 */
import { createAbort, onAbort, pause, type Abort } from './abort.ts';
import { createCredentials } from './credentials.ts';
import { createFailure, isFailure } from './failure.ts';
import { call, createListeners } from './listeners.ts';
import { createMessageIterator } from './message-iterator.ts';
import { DEFAULT_URL, streamQuery, streamUrl } from './query.ts';
import { createReceiver } from './receive-events.ts';
import { matchesFilter } from './topic-filter.ts';
import type { Transport } from './transport.ts';
import type { ConnectOptions, Listener, Message, MqttStream, StreamState } from './types.ts';

interface Subscription {
  readonly filters: readonly string[];
  readonly listener: Listener<Message>;
}

export function createStream(options: ConnectOptions, transport: Transport): MqttStream {
  const credentials = createCredentials(options);
  const listeners = createListeners();
  const receiver = createReceiver(options, listeners, deliver, credentials.discard);

  let subscriptions: readonly Subscription[] = [];
  let state: StreamState = 'idle';
  let isRunning = false;
  /** The topics of the present attempt, and what ends it. */
  let attempt = { key: '', stop: (): void => {} };
  /** The topics of the last stream that stood. */
  let had: readonly string[] = [];
  let failures = 0;
  /** Until the server says otherwise. */
  let retryMs = 1000;

  function enter(next: StreamState): void {
    if (state === next || state === 'closed') return;
    state = next;
    listeners.emit('state', next);
  }

  function deliver(message: Message): Promise<unknown> {
    const waits = listeners.emitAndWait('message', message);
    for (const { filters, listener } of subscriptions) {
      if (filters.some((filter) => matchesFilter(filter, message.topic))) waits.push(call(listener, message));
    }
    return Promise.all(waits);
  }

  function topics(): string[] {
    const all = subscriptions.reduce<string[]>((before, { filters }) => before.concat(filters), []);
    return all.filter((topic, index) => all.indexOf(topic) === index);
  }

  async function open(topic: readonly string[], signal: Abort): Promise<void> {
    const query = streamQuery(options, topic);
    const { ticket, headers } = await credentials.get(query);
    if (signal.aborted) return;
    await transport({
      // In the query, where both transports can say it and no preflight is needed.
      url: streamUrl(options.url ?? DEFAULT_URL, query, { ticket, last_event_id: receiver.lastEventId }),
      headers,
      signal,
      silenceMs: options.silenceMs ?? 60_000,
      onOpen(resumeAt) {
        failures = 0;
        // A first stream that is cut before its first event goes on from where it began.
        receiver.lastEventId ??= resumeAt ?? undefined;
        had = topic;
        enter('open');
      },
      onEvent: receiver.receive,
      onRetry(ms) {
        retryMs = ms;
      },
    });
  }

  /** @returns the least pause before the next attempt, in ms */
  function judge(thrown: unknown): number {
    const error = isFailure(thrown) ? thrown : createFailure(String(thrown), { code: 'network' });
    // A page cannot see why EventSource was refused; a new ticket is right in either case.
    if (error.code === 'refused' && (error.status ?? 401) === 401) credentials.discard();
    listeners.emit('error', error);
    return error.retryAfterMs ?? 0;
  }

  async function run(): Promise<void> {
    isRunning = true;
    for (let wanted = topics(); wanted.length > 0 && state !== 'closed'; wanted = topics()) {
      const abort = createAbort();
      // No topic holds U+0000, while a comma is as good as any character [MQTT-4.7.3-2].
      const key = wanted.join('\0');
      // A ticket is good for one stream, however often that is cut.
      if (key !== attempt.key) credentials.discard();
      attempt = { key, stop: abort.abort };
      enter('connecting');
      receiver.reset(had.length > 0 && wanted.some((topic) => had.indexOf(topic) < 0));
      let leastMs = 0;
      try {
        await open(wanted, abort);
      } catch (error) {
        if (!abort.aborted) leastMs = judge(error);
      }
      if (abort.aborted) continue;
      failures += 1;
      const ceilingMs = Math.max(retryMs, Math.min(options.maxRetryMs ?? 30_000, retryMs * 2 ** failures));
      enter('waiting');
      // Half of it by chance, so that a thousand pages do not come back in the same instant.
      await pause(Math.max(leastMs, ceilingMs * (0.5 + Math.random() / 2)), abort);
    }
    isRunning = false;
    enter('idle');
  }

  /** Once for all changes of one turn of the page's script. */
  async function changed(): Promise<void> {
    await Promise.resolve();
    if (!isRunning) await run();
    else if (topics().join('\0') !== attempt.key) attempt.stop();
  }

  function subscribe(filter: string | readonly string[], listener: Listener<Message>): () => void {
    const subscription = { filters: typeof filter === 'string' ? [filter] : filter, listener };
    subscriptions = [...subscriptions, subscription];
    void changed();
    return () => {
      subscriptions = subscriptions.filter((other) => other !== subscription);
      void changed();
    };
  }

  function close(): void {
    enter('closed');
    attempt.stop();
    off();
  }

  const off = onAbort(options.signal, close);
  if (options.signal?.aborted) close();

  return {
    get state() {
      return state;
    },
    get lastEventId() {
      return receiver.lastEventId;
    },
    subscribe,
    messages(filter) {
      const { iterator, listener, end } = createMessageIterator(() => {
        unlisten();
        unsubscribe();
      });
      const unlisten = listeners.on('state', (now) => now === 'closed' && end());
      const unsubscribe = subscribe(filter, listener);
      if (state === 'closed') end();
      return iterator;
    },
    on: listeners.on,
    close,
  };
}
