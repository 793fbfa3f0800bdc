/**
 * What a change of the admin API makes of the snapshot before it. Pure; parts that did not change keep their identity, so
 * that React need not look at them again.
 */
import type { AdminChange, AdminSnapshot, RatePoint } from '../../../sidecar/admin/schema.ts';

/** As many as the sidecar sends in a snapshot; what is older is read page by page. */
const MAX_ACTIVITY = 200;
/** Five minutes of a point a second. */
const MAX_RATES = 300;
const RATE_INTERVAL_MS = 1000;

interface Upserts<Item> {
  readonly upsert: readonly Item[];
  readonly remove: readonly string[];
}

export function mergeChange(snapshot: AdminSnapshot, change: AdminChange): AdminSnapshot {
  return {
    ...snapshot,
    at: change.at,
    totals: change.totals ?? snapshot.totals,
    sessions: upsertById(snapshot.sessions, change.sessions),
    connections: upsertById(snapshot.connections, change.connections),
    streams: upsertById(snapshot.streams, change.streams),
    profiles: change.profiles ?? snapshot.profiles,
    forwards: change.forwards ?? snapshot.forwards,
    activity: mergeActivity(snapshot.activity, change.activity),
    attention: change.attention ?? snapshot.attention,
    approvals: change.approvals ?? snapshot.approvals,
    policy: change.policy ?? snapshot.policy,
    rates: mergeRates(snapshot.rates ?? [], change),
  };
}

/** Known items are replaced where they stand, new ones follow, so that nothing jumps. */
function upsertById<Item extends { readonly id: string }>(items: Item[], change: Upserts<Item> | undefined): Item[] {
  if (change === undefined) return items;
  const removed = new Set(change.remove);
  const changed = new Map(change.upsert.map((item) => [item.id, item]));
  const kept = items.filter((item) => !removed.has(item.id) || changed.has(item.id)).map((item) => take(changed, item.id) ?? item);
  return [...kept, ...changed.values()];
}

function take<Item>(items: Map<string, Item>, id: string): Item | undefined {
  const item = items.get(id);
  items.delete(id);
  return item;
}

function mergeActivity(before: AdminSnapshot['activity'], added: AdminChange['activity']): AdminSnapshot['activity'] {
  if (added === undefined || added.length === 0) return before;
  const seen = new Set(added.map((entry) => entry.id));
  const newestFirst = added.toSorted((a, b) => b.at - a.at);
  return [...newestFirst, ...before.filter((entry) => !seen.has(entry.id))].slice(0, MAX_ACTIVITY);
}

function mergeRates(before: RatePoint[], change: AdminChange): RatePoint[] {
  if (change.totals === undefined) return before;
  const last = before.at(-1);
  if (last !== undefined && change.at - last.at < RATE_INTERVAL_MS) return before;
  const point = { at: change.at, rateIn: change.totals.rateIn, rateOut: change.totals.rateOut };
  return [...before, point].slice(-MAX_RATES);
}
