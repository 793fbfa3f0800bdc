/**
 * The log of the sidecar: levels, scopes with a context, one line an entry, and the latest entries in memory for the
 * dashboard. Every part of the program logs through it, and every entry passes the redactor first. It never writes to
 * standard output, which belongs to the protocol in stdio mode.
 */
import type { LogEntry } from '../admin/schema.ts';
import { formatLogLine } from './log-line.ts';
import { createLogWriter, standardError } from './log-writer.ts';
import { createRedactor, type Redactor } from './redact.ts';
import { Ring } from './ring.ts';
import { shorten } from './shorten.ts';
import { Subscribers } from './subscribers.ts';

/** A thrown value goes under `error`. */
export type LogContext = Readonly<Record<string, unknown>>;

export interface Log {
  error(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  debug(message: string, context?: LogContext): void;
  /** The same log under another name, with a context that every entry carries. */
  scope(name: string, context?: LogContext): Log;
}

/** The log as its owner sees it. */
export interface LogBook extends Log {
  readonly redactor: Redactor;
  /** The latest entries, the oldest first. */
  recent(): LogEntry[];
  /** Calls the listener with each further entry; returns the function that ends that. */
  subscribe(listener: (entry: LogEntry) => void): () => void;
}

interface LogSettings {
  readonly level: LogThreshold;
  /** Path of a file that the log is written to besides standard error. */
  readonly file?: string | undefined;
  /** Takes the lines instead of standard error. */
  readonly sink?: (line: string) => void;
  readonly redactor?: Redactor;
  readonly now?: () => number;
  /** How many entries are kept in memory. */
  readonly keep?: number;
  /** When the file is larger, it is renamed to `<name>.old.<ext>` and a new one begins. */
  readonly maxFileBytes?: number;
}

type LogLevel = LogEntry['level'];
type LogThreshold = LogLevel | 'silent' | 'verbose';

const ranks = { silent: 0, error: 1, warn: 2, info: 3, verbose: 4, debug: 5 } as const satisfies Record<LogThreshold, number>;

const MAX_MESSAGE = 4096;

export function createLog({ level: threshold, file, keep = 2000, maxFileBytes = 5 * 1024 * 1024, ...given }: LogSettings): LogBook {
  const { redactor = createRedactor(), now = Date.now, sink = standardError() } = given;
  const ring = new Ring<LogEntry>(keep);
  const subscribers = new Subscribers<LogEntry>((error) => record('error', 'log', 'A listener of the log failed', { error }));
  const writer = createLogWriter({ sink, file, maxFileBytes });
  let telling = false;

  function record(level: LogLevel, scope: string, message: string, context: LogContext): void {
    if (ranks[level] > ranks[threshold]) return;
    const entry: LogEntry = { at: now(), level, scope, message: shorten(redactor.text(message), MAX_MESSAGE), ...contextOf(context) };
    ring.push(entry);
    writer.write(level, formatLogLine(entry));
    tell(entry);
  }

  function contextOf(context: LogContext): { context?: Record<string, unknown> } {
    const copy = redactor.value(context);
    return isFilledRecord(copy) ? { context: copy } : {};
  }

  /** An entry that a listener writes while it is told of another stays in the ring alone, else the two would go on for ever. */
  function tell(entry: LogEntry): void {
    if (telling) return;
    telling = true;
    subscribers.tell(entry);
    telling = false;
  }

  function scoped(scope: string, base: LogContext): Log {
    const at = (level: LogLevel) => (message: string, context?: LogContext) => record(level, scope, message, { ...base, ...context });
    return {
      error: at('error'),
      warn: at('warn'),
      info: at('info'),
      debug: at('debug'),
      scope: (name, context) => scoped(name, { ...base, ...context }),
    };
  }

  if (writer.problem !== undefined) record('warn', 'log', writer.problem, {});
  return {
    ...scoped('sidecar', {}),
    redactor,
    recent: () => ring.toArray(),
    subscribe: (listener) => subscribers.add(listener),
  };
}

function isFilledRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
