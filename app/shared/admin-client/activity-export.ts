/**
 * The activity record as one file: reads page after page and writes JSON (a list) or CSV (RFC 4180). Used where the browser
 * itself makes the file, and by the desktop's main process, which asks for a place first.
 */
import type { ActivityEntry, ActivityPage } from '../../../sidecar/admin/schema.ts';
import type { ExportFormat } from '../ipc/admin.ts';

const COLUMNS = [
  'time',
  'client',
  'principal',
  'session',
  'tool',
  'outcome',
  'verdict',
  'rule',
  'answeredBy',
  'durationMs',
  'arguments',
  'result',
] as const;

export async function exportActivity(
  listPage: (before: string | undefined) => Promise<ActivityPage>,
  format: ExportFormat,
  onProgress: (entries: number) => void,
): Promise<{ text: string; entries: number }> {
  const entries: ActivityEntry[] = [];
  let before: string | undefined;
  do {
    const page = await listPage(before);
    entries.push(...page.entries);
    onProgress(entries.length);
    before = page.next ?? undefined;
  } while (before !== undefined);
  return { text: format === 'json' ? JSON.stringify(entries, null, 2) : toCsv(entries), entries: entries.length };
}

export function toCsv(entries: readonly ActivityEntry[]): string {
  const rows = entries.map((entry) => [
    new Date(entry.at).toISOString(),
    entry.client ?? '',
    entry.principal,
    entry.session ?? '',
    entry.tool,
    entry.outcome,
    entry.decision?.verdict ?? '',
    entry.decision?.rule ?? '',
    entry.decision?.by ?? '',
    String(entry.durationMs),
    JSON.stringify(entry.arguments),
    entry.result,
  ]);
  return [COLUMNS, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * A cell that a spreadsheet would take for a formula gets a quote in front: topics and payloads come from devices that
 * nobody vouches for.
 */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
