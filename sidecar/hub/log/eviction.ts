/** Which messages the bounds push out of a store that is too full to be looked at as a whole. Pure; used by the SQLite store. */
import type { LogBounds } from './event-log.ts';

export interface Held {
  readonly messages: number;
  readonly bytes: number;
}

/** A message as the bounds see it. */
interface Candidate {
  readonly arrival: number;
  readonly log: number;
  readonly seq: number;
  readonly bytes: number;
  readonly received_at: number;
}

export interface Eviction {
  /** Arrival of the last message to go; undefined if none has to. */
  readonly upTo: number | undefined;
  /** What is held afterwards. */
  readonly held: Held;
  /** By log: the number after the last one that goes. */
  readonly firsts: ReadonlyMap<number, number>;
}

/** How many are looked at together; the first look is only as long as the count asks for, and mostly finds nothing to do. */
const PAGE = 256;

/**
 * The newest message stays even if it alone exceeds the bytes: somebody has to see it.
 *
 * @param oldestAfter the messages that arrived after the one given, the oldest first, at most so many
 */
export function planEviction(
  oldestAfter: (arrival: number, count: number) => readonly Candidate[],
  held: Held,
  bounds: LogBounds,
  now: number,
): Eviction {
  const bornBefore = now - bounds.maxAgeMs;
  const firsts = new Map<number, number>();
  let { messages, bytes } = held;
  let upTo: number | undefined;
  const likely = Math.min(PAGE, Math.max(1, messages - bounds.maxMessages + 1));
  for (let page = oldestAfter(0, likely); page.length > 0; page = oldestAfter(upTo ?? 0, PAGE)) {
    for (const { arrival, log, seq, bytes: size, received_at: receivedAt } of page) {
      const overfull = messages > bounds.maxMessages || (bytes > bounds.maxBytes && messages > 1);
      if (!overfull && receivedAt >= bornBefore) return { upTo, held: { messages, bytes }, firsts };
      messages -= 1;
      bytes -= size;
      firsts.set(log, seq + 1);
      upTo = arrival;
    }
  }
  return { upTo, held: { messages, bytes }, firsts };
}
