/**
 * What packing and checking ask of a folder.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Size of all files below a folder; links count nothing. */
export function bytesBelow(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
