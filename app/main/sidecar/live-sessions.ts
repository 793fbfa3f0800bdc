/** The sessions of the running sidecar, kept up to date for the tray and for the question before quitting. */
import type { SessionView } from '../../../sidecar/admin/schema.ts';
import type { AdminEvent } from '../../shared/ipc/admin.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { Listeners } from '../listeners.ts';

export interface LiveSessions {
  /** Undisturbed by figures: told when sessions come and go. */
  onChange(listener: (sessions: readonly SessionView[]) => void): () => void;
  readonly all: readonly SessionView[];
}

interface LiveSessionsParts {
  readonly watch: (listener: (event: AdminEvent) => void) => () => void;
  readonly onState: (listener: (state: SidecarState) => void) => () => void;
}

export function followSessions({ watch, onState }: LiveSessionsParts): LiveSessions {
  const listeners = new Listeners<readonly SessionView[]>();
  const sessions = new Map<string, SessionView>();
  let known = '';

  function tellWhenDifferent(): void {
    const now = JSON.stringify([...sessions.values()].map(({ id, client }) => [id, client?.name]));
    if (now === known) return;
    known = now;
    listeners.tell([...sessions.values()]);
  }

  watch((event) => {
    if (event.kind === 'snapshot') {
      sessions.clear();
      for (const session of event.snapshot.sessions) sessions.set(session.id, session);
    } else if (event.kind === 'change') {
      for (const session of event.change.sessions?.upsert ?? []) sessions.set(session.id, session);
      for (const id of event.change.sessions?.remove ?? []) sessions.delete(id);
    }
    tellWhenDifferent();
  });
  onState(({ name }) => {
    if (name === 'running') return;
    sessions.clear();
    tellWhenDifferent();
  });

  return {
    onChange: (listener) => listeners.add(listener),
    get all() {
      return [...sessions.values()];
    },
  };
}
