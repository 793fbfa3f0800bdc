/**
 * The text of a settings file with our values in it, and without them again. Pure; used by plan, apply and undo. What is not ours
 * keeps every byte.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isRecord } from './assess.ts';
import { findNode, nodeValue, parseDocument, properties } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import { removeProperty, restoreText, setValue } from './json-edit.ts';
import { detectLayout } from './json-layout.ts';
import type { JournalRecord, SettingEdit } from './schemas.ts';
import { looksLikeOurs, reachesUs } from './server-entry.ts';
import type { FoundEntry } from './server-entry.ts';
import type { ClientDefinition, ConfigurationRequest, FileFormat, JsonPath, JsonValue } from './types.ts';

const jsonValueSchema: z.ZodType<JsonValue> = z.json();

/** @param edits as `assess` gave them for this very document */
export function writeEdits(
  document: JsonDocument,
  edits: readonly SettingEdit[],
  format: FileFormat,
): { text: string; createdContainers: JsonPath[] } {
  const layout = detectLayout(document, format.indent);
  const createdContainers: JsonPath[] = [];
  let current = document;
  for (const edit of edits) {
    const { text, created } = setValue(current, edit.path, jsonValueSchema.parse(JSON.parse(edit.after)), layout);
    createdContainers.push(...created);
    current = reparse(text, format);
  }
  return { text: current.text, createdContainers };
}

export type RemovalResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly path: JsonPath };

/**
 * Takes back what a journal record says we wrote, from a file that others have changed since. An entry that does not point to us
 * any more belongs to whoever changed it: then nothing is removed. What is taken back already is left alone, so that doing it
 * twice does no harm.
 */
export function removeRecorded(
  document: JsonDocument,
  record: JournalRecord,
  definition: ClientDefinition,
  request: ConfigurationRequest,
): RemovalResult {
  const entryPath = [...definition.serversPath, record.serverName];
  const whole = record.edits.find((edit) => isDeepStrictEqual(edit.path, entryPath));
  const entry = valueAt(document, entryPath);
  const before = whole?.before ?? null;
  const restored = before !== null && isDeepStrictEqual(entry, JSON.parse(before));
  const ours =
    isRecord(entry) &&
    (isWritten(entry, whole) || reachesUs(entry, definition, request) !== undefined || looksLikeOurs(entry, definition, request));
  if (entry !== undefined && !restored && !ours) return { ok: false, path: entryPath };

  let current = document;
  const update = (text: string): void => {
    current = reparse(text, definition.format);
  };
  // Somebody may have added a server since, which needs what we switched on.
  const needed = serverNames(document, definition).some((name) => name !== record.serverName && !record.otherServers.includes(name));
  for (const edit of record.edits) {
    const found = valueAt(current, edit.path);
    if (found === undefined || (edit.before !== null && isDeepStrictEqual(found, JSON.parse(edit.before)))) continue;
    const untouched = isDeepStrictEqual(found, JSON.parse(edit.after));
    if (edit.role === 'switch' && (!untouched || needed)) continue;
    if (edit.path.length > entryPath.length && edit.role === 'entry' && !untouched) continue;
    update(edit.before === null ? removeProperty(current, edit.path) : restoreText(current, edit.path, edit.before));
  }
  for (const path of record.createdContainers.toSorted((a, b) => b.length - a.length)) {
    const value = valueAt(current, path);
    if (isRecord(value) && Object.keys(value).length === 0) update(removeProperty(current, path));
  }
  return { ok: true, text: current.text };
}

/** The entry is what we wrote, or starts the command that we wrote (which may have been another version's). */
function isWritten(entry: FoundEntry, edit: SettingEdit | undefined): boolean {
  const written: unknown = edit === undefined ? undefined : JSON.parse(edit.after);
  if (!isRecord(written)) return false;
  return isDeepStrictEqual(entry, written) || (typeof written['command'] === 'string' && entry['command'] === written['command']);
}

export function serverNames(document: JsonDocument, definition: ClientDefinition): string[] {
  const servers = findNode(document.root, definition.serversPath);
  return servers === undefined ? [] : properties(servers).map(({ key }) => key);
}

function valueAt(document: JsonDocument, path: JsonPath): unknown {
  const node = findNode(document.root, path);
  return node === undefined ? undefined : nodeValue(node);
}

function reparse(text: string, format: FileFormat): JsonDocument {
  const parsed = parseDocument(text, format);
  if (!parsed.ok) throw new Error(`The edited text does not parse: ${parsed.refusal.reason}`);
  return parsed.document;
}
