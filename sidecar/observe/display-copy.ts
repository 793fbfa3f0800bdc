/**
 * A copy of any value for the log and the dashboard: bounded in depth, breadth and text, without secrets, and such that JSON
 * can hold it. Used by the redactor, which hands in how a text is cleaned.
 */
import { REDACTED } from './redact-text.ts';
import { isSecretName } from './secret-names.ts';
import { shorten } from './shorten.ts';

export interface DisplayBounds {
  readonly maxDepth?: number;
  /** Entries of a list or an object. */
  readonly maxEntries?: number;
  /** Characters of one text. */
  readonly maxText?: number;
}

interface Copying extends Required<DisplayBounds> {
  readonly clean: (text: string) => string;
  /** The objects that the one being copied stands in. */
  readonly above: Set<object>;
}

export function copyForDisplay(value: unknown, clean: (text: string) => string, bounds: DisplayBounds = {}): unknown {
  return copy(value, { maxDepth: 8, maxEntries: 100, maxText: 4096, ...bounds, clean, above: new Set() });
}

function copy(value: unknown, copying: Copying): unknown {
  switch (typeof value) {
    case 'string':
      return copyText(value, copying);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString();
    case 'symbol':
    case 'function':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : copyObject(value, copying);
    case 'boolean':
    case 'undefined':
      return value;
  }
}

/** Cleaned before it is cut, so that no half of a secret is left at the end. */
function copyText(text: string, { clean, maxText }: Copying): string {
  return shorten(clean(text), maxText);
}

function copyObject(value: object, copying: Copying): unknown {
  const { above, maxDepth } = copying;
  if (above.has(value)) return '[circular]';
  if (above.size >= maxDepth) return '[deeper]';
  above.add(value);
  try {
    return copyContents(value, copying);
  } catch {
    // Somebody else's getter or proxy that throws must not take the log down.
    return '[unreadable]';
  } finally {
    above.delete(value);
  }
}

function copyContents(value: object, copying: Copying): unknown {
  if (value instanceof Error) return copyText(describeError(value), copying);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[invalid date]' : value.toISOString();
  if (value instanceof URL || value instanceof URLSearchParams || value instanceof RegExp) return copyText(value.toString(), copying);
  if (Array.isArray(value) || value instanceof Set) return copyList([...value], copying);
  return copyEntries(value instanceof Map ? [...value] : Object.entries(value), copying);
}

function copyList(items: readonly unknown[], copying: Copying): unknown[] {
  const shown = items.slice(0, copying.maxEntries).map((item) => copy(item, copying) ?? null);
  return items.length > shown.length ? [...shown, `… (${items.length - shown.length} more)`] : shown;
}

function copyEntries(entries: readonly (readonly [unknown, unknown])[], copying: Copying): Record<string, unknown> {
  const given = entries.filter(([, value]) => value !== undefined);
  const pairs = given.slice(0, copying.maxEntries).map(([key, value]): [string, unknown] => {
    const name = String(key);
    return [copyText(name, copying), isSecretName(name) && holdsSomething(value) ? REDACTED : copy(value, copying)];
  });
  if (given.length > pairs.length) pairs.push(['…', `${given.length - pairs.length} more`]);
  return Object.fromEntries(pairs);
}

/** That there is a token, and that there is none, may be told. */
function holdsSomething(value: unknown): boolean {
  return typeof value !== 'boolean' && value !== null && value !== '';
}

/** An error raised on purpose by its code and message, any other with its stack, and what caused it. */
function describeError(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const own = error.name === 'AppError' ? `${code}: ${error.message}` : (error.stack ?? `${error.name}: ${error.message}`);
  return error.cause instanceof Error ? `${own} (cause: ${error.cause.name}: ${error.cause.message})` : own;
}
