/** The durable record of calls: what a restart finds, what it forgets, and what becomes of files that cannot be used. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activityEntrySchema, type ActivityEntry } from '../../../sidecar/admin/schema.ts';
import { AuditFile } from '../../../sidecar/audit/audit-file.ts';
import { createActivityLog } from '../../../sidecar/observe/activity.ts';
import { createLog } from '../../../sidecar/observe/log.ts';
import { createRedactor } from '../../../sidecar/observe/redact.ts';

const NOW = Date.UTC(2026, 10, 28);
const DAY_MS = 86_400_000;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.sqlite');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (id: string, change: Partial<ActivityEntry> = {}): ActivityEntry => ({
  id,
  at: NOW,
  session: null,
  client: 'test 1',
  principal: 'anonymous',
  tool: 'mqttPublish',
  arguments: { topic: 'a/b' },
  outcome: 'ok',
  decision: { verdict: 'approved', rule: 'rule 1', by: 'desktop' },
  result: 'Published.',
  durationMs: 1,
  ...change,
});

function openFile(more: Partial<ConstructorParameters<typeof AuditFile>[0]> = {}): AuditFile {
  return new AuditFile({
    path,
    maxEntries: 1_000,
    maxAgeDays: 90,
    entrySchema: activityEntrySchema,
    log: createLog({ level: 'silent' }),
    now: () => NOW,
    ...more,
  });
}

const idsOf = (file: AuditFile, query: Parameters<AuditFile['list']>[0] = {}): string[] | undefined =>
  file.list(query)?.entries.map(({ id }) => id);

describe('an audit file', () => {
  it('gives back after a restart what it was given, whole', () => {
    const first = openFile();
    first.append(entry('a'));
    first.close();
    const second = openFile();
    expect(second.list({})).toEqual({ entries: [entry('a')], next: null });
    second.close();
  });

  it('is read on beyond an entry that this version does not understand', () => {
    const readable = activityEntrySchema.refine(({ id }) => id !== 'b');
    const file = openFile({ entrySchema: readable });
    for (const id of ['a', 'b', 'c']) file.append(entry(id));
    const page = file.list({ limit: 2 });
    expect(page).toMatchObject({ entries: [{ id: 'c' }], next: 'b' });
    expect(idsOf(file, { before: 'b' })).toEqual(['a']);
    file.close();
  });

  it('is read page by page from the newest, with filters', () => {
    const file = openFile();
    for (const id of ['a', 'b', 'c', 'd']) file.append(entry(id, { outcome: id === 'b' ? 'denied' : 'ok' }));
    const page = file.list({ limit: 2 });
    expect(page).toMatchObject({ entries: [{ id: 'd' }, { id: 'c' }], next: 'c' });
    expect(file.list({ limit: 2, before: 'c' })).toMatchObject({ entries: [{ id: 'b' }, { id: 'a' }], next: null });
    expect(idsOf(file, { outcome: 'denied' })).toEqual(['b']);
    expect(idsOf(file, { tool: 'mqttConnect' })).toEqual([]);
    expect(idsOf(file, { before: 'unknown' })).toEqual([]);
    file.close();
  });

  it('is filtered by what was decided; entries of before there were decisions have none', () => {
    const file = openFile();
    const { decision: _none, ...old } = entry('old');
    file.append(old);
    file.append(entry('asked', { decision: { verdict: 'approved', rule: 'rule 1', by: 'desktop' } }));
    file.append(entry('late', { decision: { verdict: 'timed-out', rule: 'rule 1', by: null }, outcome: 'denied' }));
    expect(idsOf(file, { verdict: 'approved' })).toEqual(['asked']);
    expect(idsOf(file, { verdict: 'timed-out', outcome: 'denied' })).toEqual(['late']);
    expect(idsOf(file, { verdict: 'approved', outcome: 'denied' })).toEqual([]);
    expect(idsOf(file)).toEqual(['late', 'asked', 'old']);
    file.close();
  });

  it('keeps no more and nothing older than it may', () => {
    const file = openFile({ maxEntries: 100 });
    for (let count = 1; count <= 250; count += 1) file.append(entry(String(count)));
    file.close();
    const bounded = openFile({ maxEntries: 100 });
    expect(idsOf(bounded, { limit: 500 })).toHaveLength(100);
    expect(idsOf(bounded, { limit: 1 })).toEqual(['250']);
    bounded.close();
    const aged = openFile({ now: () => NOW + 91 * DAY_MS });
    expect(idsOf(aged)).toEqual([]);
    aged.close();
  });

  it('that is damaged is set aside, and a new one begun', () => {
    writeFileSync(path, 'this is no database, whatever its name says, and it is long enough to be looked at'.repeat(50));
    const file = openFile();
    file.append(entry('a'));
    expect(idsOf(file)).toEqual(['a']);
    expect(readdirSync(folder).some((name) => name.startsWith('audit.sqlite.corrupt-'))).toBe(true);
    file.close();
  });

  it('of another program is left alone, and the start refused', () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    expect(() => openFile()).toThrow(/audit\.path names .* another program/);
    expect(existsSync(path)).toBe(true);
  });

  it('that somebody else holds is written to once it is free', () => {
    let now = NOW;
    const holder = openFile();
    holder.append(entry('theirs'));
    const waiting = openFile({ now: () => now, open: (file) => new DatabaseSync(file, { timeout: 1 }) });
    waiting.append(entry('mine'));
    expect(waiting.list({})).toBeUndefined();
    holder.close();
    now += 10_000;
    waiting.append(entry('mine too'));
    expect(idsOf(waiting)).toEqual(['mine too', 'mine', 'theirs']);
    waiting.close();
  });
});

describe('the activity record over it', () => {
  it('shows what was before the restart, and holds no secret', () => {
    const settings = () => ({ redactor: createRedactor(['hunter22']), archive: openFile() });
    const first = settings();
    createActivityLog(first).record({ ...entry(''), arguments: { password: 'x', payload: 'hunter22' }, result: 'hunter22' });
    first.archive.close();
    const second = settings();
    const record = createActivityLog(second);
    expect(JSON.stringify(record.list())).not.toMatch(/hunter22/);
    expect(record.list().entries).toMatchObject([{ tool: 'mqttPublish', decision: { verdict: 'approved', by: 'desktop' } }]);
    record.record(entry(''));
    expect(record.list({ limit: 1 })).toMatchObject({ entries: [{}], next: expect.any(String) });
    second.archive.close();
  });
});
