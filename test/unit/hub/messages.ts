/** Messages for the hub's tests. */
import type { LoggedMessage } from '../../../sidecar/hub/message.ts';

export function message(topic: string, payload = '', more: Partial<LoggedMessage> = {}): LoggedMessage {
  return { topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false, receivedAt: 1_000, ...more };
}
