/** What a person should look at, told from the state of the connections and of the history. Pure. */
import type { StoreProblem } from '../hub/log/event-log.ts';
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

const historyTitles = {
  'store-failing': 'The history cannot be stored',
  'store-replaced': 'The history was begun anew',
} as const satisfies Record<StoreProblem['code'], string>;

export function attentionForHistory(problem: StoreProblem | undefined): Attention[] {
  if (problem === undefined) return [];
  const { code, detail, hint } = problem;
  return [
    { id: `history:${code}`, severity: code === 'store-failing' ? 'error' : 'warning', code, title: historyTitles[code], detail, hint },
  ];
}
