/** The state of a broker connection as streams and the API tell it. Pure. */
import type { ConnectionState } from '../mqtt/types.ts';

export interface BrokerStateJson {
  readonly state: ConnectionState['name'];
  /** The three that follow: while it is reconnecting. */
  readonly attempt?: number;
  /** ISO 8601; absent while the attempt is under way. */
  readonly nextTryAt?: string;
  readonly reason?: string;
}

export function brokerState(state: ConnectionState): BrokerStateJson {
  switch (state.name) {
    case 'reconnecting':
      return {
        state: state.name,
        attempt: state.attempt,
        ...(state.nextTryAt === undefined ? {} : { nextTryAt: new Date(state.nextTryAt).toISOString() }),
        reason: state.reason,
      };
    case 'failed':
      return { state: state.name, reason: state.error.message };
    default:
      return { state: state.name };
  }
}

/** Whether the connection will not come back by itself. */
export function isOver({ name }: ConnectionState): boolean {
  return name === 'failed' || name === 'disconnected';
}
