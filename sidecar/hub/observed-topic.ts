/**
 * One topic of `observed-topics.ts`: what is written down of it at each message, and what a reader is shown. The rate comes from two
 * counters instead of a list of times, since there may be ten thousand topics. No clock of its own.
 */
import type { MessageProperties, QoS } from '../mqtt/types.ts';
import { HubMessage } from './message.ts';

/** Rates are over the minute that ends now: most sensors speak a few times in it. */
const RATE_WINDOW_MS = 60_000;

export interface ObservedTopic {
  readonly topic: string;
  /** The newest message, a retained one included; undefined once a long payload has left the history. */
  readonly last: HubMessage | undefined;
  /** Messages that came as they were published: retained copies that the broker sends to a new subscription do not count. */
  readonly messages: number;
  /** Whether the broker is known to hold a retained message. */
  readonly retained: boolean;
  /** Milliseconds since the epoch, as those that follow; by the arrival of any message. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** When the last message came that counts; undefined if there were retained copies only. */
  readonly lastPublishedAt: number | undefined;
  /** Messages a second over the last minute, or since the first one. */
  readonly ratePerSecond: number;
}

/**
 * One topic, linked to the ones that were heard of before and after it. What changes with each message is written over in place:
 * objects that live from one message of a topic to the next are what V8 is slowest to collect.
 */
export interface TopicEntry {
  readonly topic: string;
  readonly firstSeenAt: number;
  /** Place of the last message in the log. */
  seq: number;
  /** Its payload, at the beginning of a buffer of the topic's own; `length` is -1 where it is too long to be held. */
  payload: Buffer;
  length: number;
  qos: QoS;
  isFlagged: boolean;
  isRepeated: boolean;
  properties: MessageProperties | undefined;
  messages: number;
  retained: boolean;
  lastSeenAt: number;
  /** 0 if none was published. */
  lastPublishedAt: number;
  windowStartedAt: number;
  inWindow: number;
  inWindowBefore: number;
  older: TopicEntry | undefined;
  newer: TopicEntry | undefined;
}

const NOTHING = Buffer.alloc(0);
/** A buffer is given up for a smaller one when a payload fills less than this part of it. */
const WORTH_KEEPING = 1 / 4;

export function newEntry(topic: string, at: number): TopicEntry {
  return {
    topic,
    firstSeenAt: at,
    seq: 0,
    payload: NOTHING,
    length: -1,
    qos: 0,
    isFlagged: false,
    isRepeated: false,
    properties: undefined,
    messages: 0,
    retained: false,
    lastSeenAt: at,
    lastPublishedAt: 0,
    windowStartedAt: at,
    inWindow: 0,
    inWindowBefore: 0,
    older: undefined,
    newer: undefined,
  };
}

/** Writes the message down, with a payload of its own, out of the buffer that the network filled. @param isHeld whether the payload is kept */
export function noteLast(entry: TopicEntry, message: HubMessage, isHeld: boolean): void {
  const { payload } = message;
  entry.seq = message.seq;
  entry.lastSeenAt = message.receivedAt;
  entry.qos = message.qos;
  entry.isFlagged = message.retain;
  entry.isRepeated = message.dup;
  entry.properties = message.properties;
  entry.length = isHeld ? payload.length : -1;
  const needed = Math.max(0, entry.length);
  if (needed > entry.payload.length || needed < entry.payload.length * WORTH_KEEPING)
    entry.payload = needed === 0 ? NOTHING : Buffer.allocUnsafeSlow(needed);
  payload.copy(entry.payload, 0, 0, needed);
}

/** @param last the last message; see `lastHeld` */
export function viewOf(entry: TopicEntry, last: HubMessage | undefined, now: number): ObservedTopic {
  const { topic, messages, retained, firstSeenAt, lastSeenAt } = entry;
  const lastPublishedAt = entry.lastPublishedAt === 0 ? undefined : entry.lastPublishedAt;
  return { topic, last, messages, retained, firstSeenAt, lastSeenAt, lastPublishedAt, ratePerSecond: rateOf(entry, now) };
}

/** The last message, with a copy of its payload, since the next one writes over it; undefined where the payload is not held. */
export function lastHeld(entry: TopicEntry, connection: string, epoch: string): HubMessage | undefined {
  const { topic, seq, length, qos, isFlagged: retain, isRepeated: dup, lastSeenAt: receivedAt, properties } = entry;
  if (length < 0) return undefined;
  const payload = Buffer.from(entry.payload.subarray(0, length));
  return new HubMessage(connection, epoch, seq, { topic, payload, qos, retain, dup, receivedAt, ...(properties && { properties }) });
}

/** Counts in windows as long as the one that rates are told for: this one and the one before. */
export function countPublished(entry: TopicEntry, at: number): void {
  const passed = at - entry.windowStartedAt;
  if (passed >= RATE_WINDOW_MS) {
    entry.inWindowBefore = passed < 2 * RATE_WINDOW_MS ? entry.inWindow : 0;
    entry.inWindow = 0;
    entry.windowStartedAt = at - (passed % RATE_WINDOW_MS);
  }
  entry.inWindow += 1;
  entry.messages += 1;
  entry.lastPublishedAt = at;
}

/** The window before counts for the part of it that lies in the last minute, as if its messages had been spread evenly. */
function rateOf({ windowStartedAt, inWindow, inWindowBefore, firstSeenAt }: TopicEntry, now: number): number {
  const windows = Math.max(0, now - windowStartedAt) / RATE_WINDOW_MS;
  const recent = windows < 1 ? inWindow + inWindowBefore * (1 - windows) : windows < 2 ? inWindow * (2 - windows) : 0;
  const seconds = Math.min(RATE_WINDOW_MS, Math.max(1_000, now - firstSeenAt)) / 1_000;
  return recent / seconds;
}
