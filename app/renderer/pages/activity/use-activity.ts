/** The entries that the filter lets through: the live ones of the snapshot, and older ones page by page on request. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ActivityEntry, ActivityPage } from '../../../../sidecar/admin/schema.ts';
import { useApi } from '../../context/api.tsx';
import { type Action, useAction } from '../../hooks/use-action.ts';
import { type ActivityFilter, mergeEntries, queryOf } from '../../model/activity-filter.ts';

const PAGE_SIZE = 100;

export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly hasOlder: boolean;
  readonly loadOlder: Action<[]>;
}

export function useActivity(live: readonly ActivityEntry[], filter: ActivityFilter): Activity {
  const api = useApi();
  const [page, setPage] = useState<ActivityPage>({ entries: [], next: null });

  useEffect(() => {
    let isCurrent = true;
    setPage({ entries: [], next: null });
    // What fails here is shown by the link's own notice; the live entries are there in any case.
    api.listActivity({ ...queryOf(filter), limit: PAGE_SIZE }).then(
      (first) => isCurrent && setPage(first),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [api, filter]);

  const load = useCallback(async () => {
    if (page.next === null) return;
    const older = await api.listActivity({ ...queryOf(filter), before: page.next, limit: PAGE_SIZE });
    setPage((before) => ({ entries: [...before.entries, ...older.entries], next: older.next }));
  }, [api, filter, page.next]);

  const entries = useMemo(() => mergeEntries(live, page.entries, filter), [live, page.entries, filter]);
  return { entries, hasOlder: page.next !== null, loadOlder: useAction(load) };
}
