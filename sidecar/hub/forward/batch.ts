/** What a forward sends next: messages of one QoS, from its place in the log on, and what it goes past on the way. Pure. */
import { filterMatches } from '../../mqtt/topics.ts';
import type { OutgoingMessage } from '../../mqtt/types.ts';
import { isReturning, outgoing, type Route } from './hop.ts';
import type { LogCursor } from './log-cursor.ts';

/** Messages on their way at a time, all of one QoS: MQTT keeps the order within one (section 4.6). */
export const WINDOW = 64;
const WINDOW_BYTES = 1024 * 1024;
/** Messages that are looked at in one turn of the event loop. */
const LOOK_AHEAD = 1_000;

export interface Batch {
  readonly items: readonly { readonly seq: number; readonly message: OutgoingMessage }[];
  /** Numbers of those that would come back, and are left out. */
  readonly returning: readonly number[];
  /** The number behind the last message that was looked at. */
  readonly end: number;
}

interface BatchParts {
  readonly cursor: Pick<LogCursor, 'ahead' | 'position'>;
  readonly route: Route;
  readonly topics: readonly string[];
  readonly maxMessages: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function nextBatch({ cursor, route, topics, maxMessages, now }: BatchParts): Batch {
  const items: { seq: number; message: OutgoingMessage }[] = [];
  const returning: number[] = [];
  let bytes = 0;
  let end = cursor.position;
  for (const { seq, message } of cursor.ahead(LOOK_AHEAD)) {
    const isWanted = message !== undefined && topics.some((filter) => filterMatches(filter, message.topic));
    const isBack = isWanted && isReturning(message, route);
    const next = isWanted && !isBack ? outgoing(message, route, now) : undefined;
    if (next !== undefined) {
      const isFull = items.length === maxMessages || bytes + next.payload.length > WINDOW_BYTES;
      if (items.length > 0 && (isFull || items[0]?.message.qos !== next.qos)) break;
      items.push({ seq, message: next });
      bytes += next.payload.length;
    } else if (isBack) returning.push(seq);
    end = seq + 1;
  }
  return { items, returning, end };
}
