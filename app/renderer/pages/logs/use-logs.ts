/**
 * The newest log entries that the filter lets through, asked for again every two seconds while the page is open and not
 * paused. Each entry gets a key that stays the same, so that rows do not change places under the eye.
 */
import { useEffect, useState } from 'react';
import { toFailure } from '../../../shared/api-error.ts';
import type { SourcedLogEntry, SourcedLogQuery } from '../../../shared/ipc/admin.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useApi } from '../../context/api.tsx';

const POLL_MS = 2000;
const LIMIT = 1000;

export interface KeyedLogEntry extends SourcedLogEntry {
  readonly key: string;
}

export interface Logs {
  /** Null until the first answer. */
  readonly entries: readonly KeyedLogEntry[] | null;
  readonly error: Failure | null;
}

export interface LogFilter {
  readonly level: NonNullable<SourcedLogQuery['level']>;
  readonly source: NonNullable<SourcedLogQuery['source']> | null;
  readonly search: string;
}

export function useLogs({ level, source, search }: LogFilter, isPaused: boolean): Logs {
  const api = useApi();
  const [logs, setLogs] = useState<Logs>({ entries: null, error: null });

  useEffect(() => {
    if (isPaused) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const query = { level, limit: LIMIT, ...(source === null ? {} : { source }), ...(search === '' ? {} : { search }) };
    const ask = async () => {
      try {
        const entries = keyed(await api.listLogs(query));
        if (isCurrent) setLogs({ entries, error: null });
      } catch (thrown) {
        if (isCurrent) setLogs((before) => ({ entries: before.entries, error: toFailure(thrown) }));
      }
      if (isCurrent) timer = setTimeout(() => void ask(), POLL_MS);
    };
    void ask();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [api, level, source, search, isPaused]);

  return logs;
}

/** Entries of the same millisecond are told apart by their order, counted from the oldest. */
export function keyed(newestFirst: readonly SourcedLogEntry[]): readonly KeyedLogEntry[] {
  const seen = new Map<string, number>();
  return newestFirst
    .toReversed()
    .map((entry) => {
      const base = `${entry.at} ${entry.source}`;
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      return { ...entry, key: `${base} ${count}` };
    })
    .toReversed();
}
