/**
 * One log entry as one line: time, level, scope, message, context as `key=value`. Pure. Nothing that a caller sent can begin a
 * line of its own or steer a terminal: control characters are written as escapes.
 */
import type { LogEntry } from '../admin/schema.ts';

export function formatLogLine({ at, level, scope, message, context = {} }: LogEntry): string {
  const pairs = Object.entries(context).map(([key, value]) => `${inOneWord(key)}=${inOneWord(value)}`);
  const head = [new Date(at).toISOString(), level.toUpperCase().padEnd(5), scope === '' ? '-' : inOneWord(scope)];
  return [...head, escapeControls(message), ...pairs].join(' ');
}

function inOneWord(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof text !== 'string') return 'undefined';
  return escapeControls(typeof value === 'string' && !/^[^\s"'=\\]+$/.test(text) ? JSON.stringify(text) : text);
}

/** C0, DEL, C1, the line separators of Unicode, and the characters that turn the direction of writing. */
function escapeControls(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are the ones to be found
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => named[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
