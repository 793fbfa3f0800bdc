/**
 * One topic of `observed-topics.ts`: what is written down of it at each message, and what a reader is shown. The rate comes from two
 * counters instead of a list of times, since there may be ten thousand topics. No clock of its own.
 */
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

/** One topic, linked to the ones that were heard of before and after it. */
export interface TopicEntry {
  readonly topic: string;
  readonly firstSeenAt: number;
  message: HubMessage | undefined;
  seq: number;
  bytes: number;
  messages: number;
  retained: boolean;
  lastSeenAt: number;
  lastPublishedAt: number | undefined;
  windowStartedAt: number;
  inWindow: number;
  inWindowBefore: number;
  older: TopicEntry | undefined;
  newer: TopicEntry | undefined;
}

export function newEntry(topic: string, at: number): TopicEntry {
  return {
    topic,
    firstSeenAt: at,
    message: undefined,
    seq: 0,
    bytes: 0,
    messages: 0,
    retained: false,
    lastSeenAt: at,
    lastPublishedAt: undefined,
    windowStartedAt: at,
    inWindow: 0,
    inWindowBefore: 0,
    older: undefined,
    newer: undefined,
  };
}

export function viewOf(entry: TopicEntry, last: HubMessage | undefined, now: number): ObservedTopic {
  const { topic, messages, retained, firstSeenAt, lastSeenAt, lastPublishedAt } = entry;
  return { topic, last, messages, retained, firstSeenAt, lastSeenAt, lastPublishedAt, ratePerSecond: rateOf(entry, now) };
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

/** The same message with a payload of its own, out of the buffer that the network filled. */
export function settled(message: HubMessage): HubMessage {
  const { payload, connection, epoch, seq, topic, qos, retain, dup, receivedAt, properties } = message;
  if (payload.buffer.byteLength === payload.length) return message;
  const own = Buffer.allocUnsafeSlow(payload.length);
  payload.copy(own);
  const copy = { topic, payload: own, qos, retain, dup, receivedAt, ...(properties === undefined ? {} : { properties }) };
  return new HubMessage(connection, epoch, seq, copy);
}
