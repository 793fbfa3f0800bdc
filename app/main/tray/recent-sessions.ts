/** The sessions that the tray lists: the live ones and the last that ended, the newest first. Pure. */
import type { SessionView } from '../../../sidecar/admin/schema.ts';
import type { RecentSession } from './tray-menu.ts';

const SHOWN = 5;

/** @param before the list so far, for the sessions that have ended since */
export function recentSessions(before: readonly RecentSession[], live: Iterable<SessionView>): RecentSession[] {
  const running = [...live]
    .toSorted((a, b) => b.since - a.since)
    .map((session) => ({ id: session.id, client: nameOf(session), live: true }));
  const ended = before.filter(({ id }) => !running.some((session) => session.id === id)).map((session) => ({ ...session, live: false }));
  return [...running, ...ended].slice(0, SHOWN);
}

function nameOf({ client }: SessionView): string | null {
  return client === null || client.name === '' ? null : client.name.slice(0, 40);
}
