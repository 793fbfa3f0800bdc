/** The entries that the filter lets through: the live ones of the snapshot, and older ones page by page on request. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ActivityEntry, ActivityPage } from '../../../../sidecar/admin/schema.ts';
import { useApi } from '../../context/api.tsx';
import { type Action, useAction } from '../../hooks/use-action.ts';
import { type ActivityFilter, mergeEntries, queryOf } from '../../model/activity-filter.ts';

const PAGE_SIZE = 100;
const NOTHING: ActivityPage = { entries: [], next: null };

export interface Activity {
  readonly entries: readonly ActivityEntry[];
  readonly hasOlder: boolean;
  readonly loadOlder: Action<[]>;
}

export function useActivity(live: readonly ActivityEntry[], filter: ActivityFilter): Activity {
  const api = useApi();
  const [loaded, setLoaded] = useState<{ readonly filter: ActivityFilter; readonly page: ActivityPage }>({ filter, page: NOTHING });
  // Pages of another filter are of no use.
  const page = loaded.filter === filter ? loaded.page : NOTHING;

  useEffect(() => {
    let isCurrent = true;
    // What fails here is shown by the link's own notice; the live entries are there in any case.
    api.listActivity({ ...queryOf(filter), limit: PAGE_SIZE }).then(
      (first) => isCurrent && setLoaded({ filter, page: first }),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [api, filter]);

  const load = useCallback(async () => {
    if (page.next === null) return;
    const older = await api.listActivity({ ...queryOf(filter), before: page.next, limit: PAGE_SIZE });
    setLoaded({ filter, page: { entries: [...page.entries, ...older.entries], next: older.next } });
  }, [api, filter, page]);

  const entries = useMemo(() => mergeEntries(live, page.entries, filter), [live, page.entries, filter]);
  return { entries, hasOlder: page.next !== null, loadOlder: useAction(load) };
}
