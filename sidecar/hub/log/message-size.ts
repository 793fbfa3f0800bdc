/** What a message counts against the bounds of a store, in bytes. The same in every store, so that a bound means the same. */
import type { IncomingMessage } from '../../mqtt/types.ts';

/** What one message is charged beside its topic and payload: its object or row, and its places in queues and indexes. */
const OVERHEAD_BYTES = 200;

export function messageSize({ topic, payload }: Pick<IncomingMessage, 'topic' | 'payload'>): number {
  return payload.length + topic.length + OVERHEAD_BYTES;
}
