/** Messages for the hub's tests. */
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';

export function message(topic: string, payload = '', more: Partial<IncomingMessage> = {}): IncomingMessage {
  return { topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false, receivedAt: 1_000, ...more };
}
