/**
 * Reads a settings file all the way to its syntax tree, for status, plan, apply and undo alike. A file that does not exist reads
 * as an empty object.
 */
import { parseDocument } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import type { Refusal } from './schemas.ts';
import { decode, readSettingsFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import type { FileFormat } from './types.ts';

export type OpenResult =
  | { readonly ok: true; readonly file: SettingsFile; readonly document: JsonDocument }
  | { readonly ok: false; readonly refusal: Refusal };

export async function openSettings(path: string, format: FileFormat): Promise<OpenResult> {
  const read = await readSettingsFile(path);
  if (!read.ok) return read;
  const parsed = parseSettings(read.file, format);
  return parsed.ok ? { ok: true, file: read.file, document: parsed.document } : parsed;
}

export function parseSettings(file: SettingsFile, format: FileFormat): ReturnType<typeof parseDocument> {
  if (file.bytes === null) return parseDocument('{}', format);
  const decoded = decode(file.bytes);
  return decoded.ok ? parseDocument(decoded.text, format) : decoded;
}
