/**
 * Whether a change tells of something that happened (a session came, a broker went away) or of figures alone. What happened is
 * shown at once; figures that move all the time are not. Pure.
 */
import type { AdminChange, AdminSnapshot, ConnectionView, SessionView } from '../../../sidecar/admin/schema.ts';

export function tellsEvent(before: AdminSnapshot, change: AdminChange): boolean {
  return (
    change.attention !== undefined ||
    change.profiles !== undefined ||
    differ(before.sessions, change.sessions, outlineOfSession) ||
    differ(before.connections, change.connections, outlineOfConnection) ||
    differ(before.streams, change.streams, ({ id }) => id)
  );
}

/** What of a session is no figure. */
function outlineOfSession({ client, connections, subscriptions }: SessionView): string {
  return JSON.stringify([client, connections, subscriptions.map(({ topic }) => topic)]);
}

function outlineOfConnection({ state, subscriptions }: ConnectionView): string {
  return JSON.stringify([state.name, subscriptions.map(({ topic }) => topic)]);
}

function differ<Item extends { readonly id: string }>(
  before: readonly Item[],
  change: { readonly upsert: readonly Item[]; readonly remove: readonly string[] } | undefined,
  outline: (item: Item) => string,
): boolean {
  if (change === undefined) return false;
  if (change.remove.length > 0) return true;
  const known = new Map(before.map((item) => [item.id, item]));
  return change.upsert.some((item) => {
    const old = known.get(item.id);
    return old === undefined || outline(old) !== outline(item);
  });
}
