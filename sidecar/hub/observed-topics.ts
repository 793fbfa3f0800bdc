/**
 * The topics that a connection has received messages on: the last value, how many, how often, retained or not. Fed for every message
 * by the channel, so it costs a look-up and a few writes; read by the tool and the resources that list topics. Bounded: the topic not
 * heard of for the longest time is forgotten first, and counted. It knows nothing of who may read.
 */
import { filterMatches } from '../mqtt/topics.ts';
import type { EventLog } from './log/event-log.ts';
import type { HubMessage } from './message.ts';
import { countPublished, lastHeld, newEntry, noteLast, viewOf, type ObservedTopic, type TopicEntry } from './observed-topic.ts';

interface ObservedTopicsBounds {
  readonly maxTopics: number;
  /** Topics and payloads together. */
  readonly maxBytes: number;
  /** A longer payload is left to the history. */
  readonly maxPayloadBytes: number;
}

/** Per connection, as its read buffers are; see `limits.bufferBytes`. */
const BOUNDS: ObservedTopicsBounds = { maxTopics: 10_000, maxBytes: 8 * 1024 * 1024, maxPayloadBytes: 64 * 1024 };

export interface TopicPageRequest {
  /** The last topic of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Only topics that begin so. */
  readonly prefix?: string | undefined;
  /** Only topics that this topic filter matches; valid. */
  readonly filter?: string | undefined;
  /** Whether the reader may see the topic. */
  readonly accept?: (topic: string) => boolean;
}

export interface TopicPage {
  /** Ordered by topic. */
  readonly topics: ObservedTopic[];
  /** Pass as `after` for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

export class ObservedTopics {
  readonly #connection: string;
  readonly #log: Pick<EventLog, 'get' | 'epoch'>;
  readonly #now: () => number;
  readonly #bounds: ObservedTopicsBounds;
  readonly #entries = new Map<string, TopicEntry>();
  #oldest: TopicEntry | undefined;
  #newest: TopicEntry | undefined;
  #bytes = 0;
  #forgotten = 0;
  /** Thrown away when a topic comes or goes. */
  #sorted: string[] | undefined;

  constructor(connection: string, log: Pick<EventLog, 'get' | 'epoch'>, now: () => number, bounds = BOUNDS) {
    this.#connection = connection;
    this.#log = log;
    this.#now = now;
    this.#bounds = bounds;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Topics that were known once and had to make room, whoever may read them; one that comes again is new. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** @param isCopy whether the broker sent what it had retained, instead of passing on what was published */
  observe(message: HubMessage, isCopy: boolean): void {
    const at = message.receivedAt;
    const entry = this.#entries.get(message.topic) ?? this.#add(message.topic, at);
    this.#moveToEnd(entry);
    const { length } = message.payload;
    const before = entry.payload.length;
    noteLast(entry, message, length <= this.#bounds.maxPayloadBytes);
    this.#bytes += entry.payload.length - before;
    // A retained message without payload is the broker's word that there is none [MQTT-3.3.1-10].
    if (message.retain) entry.retained = length > 0;
    else if (length === 0) entry.retained = false;
    if (!isCopy) countPublished(entry, at);
    while (this.#entries.size > this.#bounds.maxTopics || (this.#bytes > this.#bounds.maxBytes && this.#entries.size > 1)) this.#forget();
  }

  get(topic: string): ObservedTopic | undefined {
    const entry = this.#entries.get(topic);
    return entry === undefined ? undefined : this.#view(entry);
  }

  page({ after, limit, prefix = '', filter, accept = () => true }: TopicPageRequest): TopicPage {
    const sorted = (this.#sorted ??= [...this.#entries.keys()].toSorted());
    const topics: ObservedTopic[] = [];
    const begin =
      after === undefined || after < prefix ? firstIndex(sorted, (topic) => topic >= prefix) : firstIndex(sorted, (topic) => topic > after);
    for (let index = begin; index < sorted.length; index += 1) {
      const topic = sorted[index] ?? '';
      if (!topic.startsWith(prefix)) break;
      if ((filter !== undefined && !filterMatches(filter, topic)) || !accept(topic)) continue;
      if (topics.length === limit) return { topics, next: topics.at(-1)?.topic };
      const entry = this.#entries.get(topic);
      if (entry !== undefined) topics.push(this.#view(entry));
    }
    return { topics, next: undefined };
  }

  /** How many of the topics the reader may see. */
  count(accept: (topic: string) => boolean): number {
    let count = 0;
    for (const topic of this.#entries.keys()) if (accept(topic)) count += 1;
    return count;
  }

  clear(): void {
    this.#entries.clear();
    this.#oldest = this.#newest = this.#sorted = undefined;
    this.#bytes = 0;
  }

  #add(topic: string, at: number): TopicEntry {
    const entry = newEntry(topic, at);
    this.#entries.set(topic, entry);
    this.#bytes += topic.length;
    this.#sorted = undefined;
    return entry;
  }

  #moveToEnd(entry: TopicEntry): void {
    if (this.#newest === entry) return;
    this.#unlink(entry);
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: TopicEntry): void {
    if (entry.older !== undefined) entry.older.newer = entry.newer;
    else if (this.#oldest === entry) this.#oldest = entry.newer;
    if (entry.newer !== undefined) entry.newer.older = entry.older;
    else if (this.#newest === entry) this.#newest = entry.older;
  }

  #forget(): void {
    const entry = this.#oldest;
    if (entry === undefined) return;
    this.#unlink(entry);
    this.#entries.delete(entry.topic);
    this.#bytes -= entry.payload.length + entry.topic.length;
    this.#forgotten += 1;
    this.#sorted = undefined;
  }

  #view(entry: TopicEntry): ObservedTopic {
    const last = lastHeld(entry, this.#connection, this.#log.epoch) ?? this.#log.get(entry.seq);
    return viewOf(entry, last, this.#now());
  }
}

/** The first index whose text fulfils the condition, which all that follow fulfil too; the length if none does. */
function firstIndex(sorted: readonly string[], fulfils: (text: string) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fulfils(sorted[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
