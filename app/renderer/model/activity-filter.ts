/**
 * Which entries of the activity record are shown, and how the pages that were loaded and the live ones become one list. Pure.
 */
import type { ActivityEntry, ActivityQuery } from '../../../sidecar/admin/schema.ts';

export interface ActivityFilter {
  readonly tool: string | null;
  readonly outcome: ActivityEntry['outcome'] | null;
  /** How it stood with the policy, and with whom was asked. */
  readonly verdict: Verdict | null;
}

export type Verdict = NonNullable<ActivityEntry['decision']>['verdict'];

export const NO_FILTER: ActivityFilter = { tool: null, outcome: null, verdict: null };

export function matches(entry: ActivityEntry, { tool, outcome, verdict }: ActivityFilter): boolean {
  return (
    (tool === null || entry.tool === tool) &&
    (outcome === null || entry.outcome === outcome) &&
    (verdict === null || entry.decision?.verdict === verdict)
  );
}

export function queryOf({ tool, outcome, verdict }: ActivityFilter): ActivityQuery {
  return {
    ...(tool === null ? {} : { tool }),
    ...(outcome === null ? {} : { outcome }),
    ...(verdict === null ? {} : { verdict }),
  };
}

/** Newest first, each once; the live copy of an entry wins. */
export function mergeEntries(
  live: readonly ActivityEntry[],
  loaded: readonly ActivityEntry[],
  filter: ActivityFilter,
): readonly ActivityEntry[] {
  const shown = live.filter((entry) => matches(entry, filter));
  const known = new Set(shown.map((entry) => entry.id));
  return [...shown, ...loaded.filter((entry) => !known.has(entry.id))].toSorted((a, b) => b.at - a.at);
}

/** The names of the tools that were called, for the filter; the chosen one stays among them. */
export function toolNames(entries: readonly ActivityEntry[], chosen: string | null): readonly string[] {
  const names = new Set(entries.map((entry) => entry.tool));
  if (chosen !== null) names.add(chosen);
  return [...names].toSorted();
}
