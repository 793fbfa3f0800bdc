/** What a person should look at, told from the state of the connections. Pure. */
import type { Attention, ConnectionView } from './schema.ts';

/** A connection that comes back within its first attempts is nobody's concern. */
const ATTEMPTS_BEFORE_WARNING = 2;

export function attentionFor(connections: readonly ConnectionView[]): Attention[] {
  return connections.flatMap(({ id, url, state }): Attention[] => {
    if (state.name === 'failed') {
      return [
        {
          id: `failed:${id}`,
          severity: 'error',
          code: 'connection-failed',
          title: `Connection to ${url} failed`,
          detail: state.reason,
          hint: state.hint,
        },
      ];
    }
    if (state.name === 'reconnecting' && state.attempt >= ATTEMPTS_BEFORE_WARNING) {
      const hint = 'It is tried again by itself. Check that the broker runs and can be reached.';
      return [
        {
          id: `down:${id}`,
          severity: 'warning',
          code: 'connection-down',
          title: `Connection to ${url} is down`,
          detail: state.reason,
          hint,
        },
      ];
    }
    return [];
  });
}
