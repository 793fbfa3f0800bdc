/**
 * The messages that the Messages page holds: the newest few thousand, bounded by number and by bytes, with a count of all that
 * is not there. Takes batches of any size at any rate; a view is made only when somebody paints. No React here.
 */
import type { AdminMessages } from '../../../sidecar/admin/schema.ts';

export type FeedMessage = AdminMessages['messages'][number];

export interface FeedView {
  /** The newest first. */
  readonly messages: readonly FeedMessage[];
  readonly received: number;
  /** Not sent by the sidecar, because there were too many. */
  readonly skipped: number;
  /** Were here and made room for newer ones. */
  readonly evicted: number;
}

export interface FeedBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

export interface MessageFeed {
  add(batch: AdminMessages): void;
  clear(): void;
  view(): FeedView;
}

const DEFAULT_BOUNDS: FeedBounds = { maxMessages: 2000, maxBytes: 16 * 1024 * 1024 };
export const EMPTY_FEED: FeedView = { messages: [], received: 0, skipped: 0, evicted: 0 };

export function createMessageFeed(bounds: FeedBounds = DEFAULT_BOUNDS): MessageFeed {
  /** The oldest first: newer ones are appended, and the surplus is cut off in one go. */
  let held: FeedMessage[] = [];
  let bytes = 0;
  let received = 0;
  let skipped = 0;
  let evicted = 0;
  let cached: FeedView | undefined;

  const trim = () => {
    let surplus = Math.max(0, held.length - bounds.maxMessages);
    for (let index = 0; index < surplus; index += 1) bytes -= sizeOf(held[index]);
    while (bytes > bounds.maxBytes && surplus < held.length - 1) {
      bytes -= sizeOf(held[surplus]);
      surplus += 1;
    }
    if (surplus === 0) return;
    held = held.slice(surplus);
    evicted += surplus;
  };

  return {
    add(batch) {
      for (const message of batch.messages) {
        held.push(message);
        bytes += sizeOf(message);
      }
      received += batch.messages.length + batch.skipped;
      skipped += batch.skipped;
      trim();
      cached = undefined;
    },
    clear() {
      held = [];
      bytes = 0;
      received = 0;
      skipped = 0;
      evicted = 0;
      cached = undefined;
    },
    view() {
      cached ??= { messages: held.toReversed(), received, skipped, evicted };
      return cached;
    },
  };
}

function sizeOf(message: FeedMessage | undefined): number {
  return message === undefined ? 0 : message.payload.length + message.topic.length;
}
