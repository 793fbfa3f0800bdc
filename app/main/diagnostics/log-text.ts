/**
 * Log entries as lines and back: main writes its own, and reads those that the sidecar prints (`sidecar/observe/log-line.ts`). Pure.
 */
import type { LogEntry } from '../../../sidecar/admin/schema.ts';

const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (ERROR|WARN|INFO|DEBUG) +(\S+) (.*)$/;

const levels: Readonly<Record<string, LogEntry['level']>> = { ERROR: 'error', WARN: 'warn', INFO: 'info', DEBUG: 'debug' };

/** What is no line of the log (the stack of a crash, words of Node itself) becomes a warning at the moment that it came. */
export function parseLogLine(line: string, now: number): LogEntry {
  const [, time = '', level = '', scope = '', message = ''] = LINE.exec(line) ?? [];
  const known = levels[level];
  if (known === undefined) return { at: now, level: 'warn', scope: 'output', message: line };
  return { at: Date.parse(time), level: known, scope: scope === '-' ? '' : scope, message };
}

/** One line, whatever the message holds. */
export function formatEntry({ at, level, scope, message }: LogEntry): string {
  const text = message.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  return `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(5)} ${scope === '' ? '-' : scope} ${text}`;
}
