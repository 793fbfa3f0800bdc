/**
 * Where messages go: an MCP session, a browser stream, a durable subscription. A sink that cannot keep up drops by its own
 * policy and counts what it dropped; it never makes the hub, the broker or another sink wait.
 */
import type { HubMessage } from './message.ts';

export interface Sink {
  /** Takes the message or drops and counts it, at once; called once per message even if several filters of the sink match. */
  deliver(message: HubMessage): void;
}
