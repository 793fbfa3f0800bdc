/** Which entries of the log a query of the dashboard asks for. Pure. */
import type { LogEntry, LogQuery } from './schema.ts';

const GRAVITY = { error: 0, warn: 1, info: 2, debug: 3 } as const;
const DEFAULT_LIMIT = 500;

/** @param recent the oldest first; the answer is the newest first */
export function listLogs(recent: readonly LogEntry[], { level = 'debug', search = '', limit = DEFAULT_LIMIT }: LogQuery): LogEntry[] {
  const wanted = search.toLowerCase();
  return recent
    .filter((entry) => GRAVITY[entry.level] <= GRAVITY[level] && `${entry.scope} ${entry.message}`.toLowerCase().includes(wanted))
    .slice(-limit)
    .toReversed();
}
