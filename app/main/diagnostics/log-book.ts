/**
 * The log of the desktop: main's own entries and what the sidecar prints, both redacted, in memory for the Logs page and handed to
 * a writer for the files. Entries of the sidecar stay when it crashes, which is when they are wanted.
 */
import type { LogEntry } from '../../../sidecar/admin/schema.ts';
import type { Redactor } from '../../../sidecar/observe/redact.ts';
import type { SourcedLogEntry, SourcedLogQuery } from '../../shared/ipc/admin.ts';
import { parseLogLine } from './log-text.ts';

export interface AppLog {
  error(message: string, cause?: unknown): void;
  warn(message: string, cause?: unknown): void;
  info(message: string): void;
}

export interface LogBook {
  scope(name: string): AppLog;
  /** A line as the sidecar printed it. */
  sidecarLine(line: string): void;
  /** The newest first. */
  list(query: SourcedLogQuery): SourcedLogEntry[];
}

interface LogBookParts {
  readonly write: (entry: SourcedLogEntry) => void;
  readonly redactor: Redactor;
  readonly keep?: number;
  readonly now?: () => number;
}

const RANKS = { error: 0, warn: 1, info: 2, debug: 3 } as const satisfies Record<LogEntry['level'], number>;
const DEFAULT_LIMIT = 500;

export function createLogBook({ write, redactor, keep = 2000, now = Date.now }: LogBookParts): LogBook {
  const entries: SourcedLogEntry[] = [];

  function record(entry: SourcedLogEntry): void {
    const redacted = { ...entry, message: redactor.text(entry.message) };
    entries.push(redacted);
    if (entries.length > keep * 2) entries.splice(0, entries.length - keep);
    write(redacted);
  }

  const scope = (name: string): AppLog => {
    const at = (level: LogEntry['level']) => (message: string, cause?: unknown) =>
      record({ source: 'app', at: now(), level, scope: name, message: cause === undefined ? message : `${message}: ${describe(cause)}` });
    return { error: at('error'), warn: at('warn'), info: at('info') };
  };

  return {
    scope,
    sidecarLine: (line) => record({ source: 'sidecar', ...parseLogLine(line, now()) }),
    list({ source, level, search = '', limit = DEFAULT_LIMIT }) {
      const wanted = search.toLowerCase();
      return entries
        .slice(-keep)
        .filter((entry) => source === undefined || entry.source === source)
        .filter((entry) => level === undefined || RANKS[entry.level] <= RANKS[level])
        .filter(({ scope: where, message }) => `${where} ${message}`.toLowerCase().includes(wanted))
        .toReversed()
        .slice(0, limit);
    },
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.stack ?? cause.message;
}
