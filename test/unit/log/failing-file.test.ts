/** A file that is full, locked, damaged or of another time: the store lives on, says so, and recovers by itself. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../../sidecar/hub/log/sqlite-file.ts';
import { message } from '../hub/messages.ts';
import { contents, openStore, temporaryFolder } from './support.ts';

/** SQLite's own limit on the size of a file answers as a full disk does. */
function smallDisk(): { open: OpenDatabase; free(): void } {
  let pages = 40;
  return {
    open: (path, timeout) => {
      const db = new DatabaseSync(path, { timeout });
      db.exec(`PRAGMA max_page_count = ${pages}`);
      return db;
    },
    free: () => (pages = 100_000),
  };
}

/** Overwrites the pages that hold messages (https://sqlite.org/fileformat.html, section 1.6: 13 is a leaf of a table). */
function damageMessages(path: string): void {
  const bytes = readFileSync(path);
  for (let at = 16_384; at < bytes.length; at += 4_096) {
    if (bytes[at] === 13) bytes.fill(0xff, at, at + 3_000);
  }
  writeFileSync(path, bytes);
}

async function settled(promise: Promise<void> | undefined): Promise<'written' | 'given up' | 'waiting'> {
  return Promise.race([
    promise?.then(
      () => 'written' as const,
      () => 'given up' as const,
    ) ?? ('written' as const),
    new Promise<'waiting'>((resolve) => setImmediate(() => setImmediate(() => resolve('waiting')))),
  ]);
}

describe('a full disk', () => {
  it('leaves messages readable and unacknowledged, is told once, and what it held up is written when there is room', async () => {
    const disk = smallDisk();
    const { store, path, logged } = openStore({ open: disk.open });
    const log = store.open('a', { kept: true });
    const kept = Array.from({ length: 300 }, (_, index) => log.append(message('t', `${index} ${'x'.repeat(1_000)}`)));
    const all = kept.map((one) => log.durable(one));
    await expect.poll(() => store.problem?.detail).toContain('the disk is full');
    expect(await settled(all[299])).toBe('waiting');
    log.append(message('t', 'meanwhile'));
    expect(contents(log)).toHaveLength(301);
    expect(logged.map(({ level, context }) => [level, context['path']])).toEqual([['error', path]]);

    disk.free();
    for (const wait of all) await wait;
    expect(store.problem).toBeUndefined();
    expect(logged.at(-1)).toEqual(expect.objectContaining({ level: 'info', message: 'The history is stored again' }));
    expect(contents(log)).toHaveLength(301);
    store.close();
    const after = openStore({ path }).store.open('a', { kept: true });
    expect([after.epoch, contents(after).length, after.next]).toEqual([log.epoch, 301, 302]);
  });

  it('makes the store give up the oldest messages only when the bounds leave no room in memory, and not acknowledge them', async () => {
    const disk = smallDisk();
    const { store } = openStore({ open: disk.open, bounds: { maxMessages: 50 } });
    const log = store.open('a', { kept: true });
    log.append(message('t', 'x'.repeat(300_000)));
    await expect.poll(() => store.problem?.code).toBe('store-failing');
    const waits = Array.from({ length: 60 }, (_, index) => log.durable(log.append(message('t', `${index} ${'x'.repeat(10_000)}`))));
    await expect(waits[0]).rejects.toMatchObject({ code: 'history-failing' });
    expect(await settled(waits[59])).toBe('waiting');
    expect(log.get(2)).toBeUndefined();
    expect(log.get(61)?.payload.toString()).toMatch(/^59 /);
    expect(store.messages).toBe(50);
    disk.free();
    await waits[59];
    expect(contents(log).at(-1)).toMatch(/^61:59 /);
  });

  it('holds up nothing on connections that end with the process', async () => {
    const { store } = openStore({ open: smallDisk().open });
    const log = store.open('session');
    log.append(message('t', 'x'.repeat(300_000)));
    await expect.poll(() => store.problem?.code).toBe('store-failing');
    expect(log.durable(log.append(message('t', 'y')))).toBeUndefined();
    log.close();
    expect(store.messages).toBe(0);
  });
});

describe('a damaged file', () => {
  it('at the start is set aside with a word, and a new epoch begins', async () => {
    const { store, path } = openStore();
    const before = store.open('a', { kept: true });
    await before.durable(before.append(message('t', 'x')));
    store.close();
    writeFileSync(path, 'This is no database at all, but long enough to be looked at.'.repeat(200));
    const { store: fresh, logged } = openStore({ path });
    const after = fresh.open('a', { kept: true });
    expect(after.epoch).not.toBe(before.epoch);
    await after.durable(after.append(message('t', 'y')));
    expect(contents(after)).toEqual(['1:y']);
    expect(readdirSync(dirname(path)).filter((name) => name.includes('.corrupt-'))).toHaveLength(1);
    expect(fresh.problem).toEqual(
      expect.objectContaining({ code: 'store-replaced', detail: expect.stringMatching(/set aside as .*corrupt-/) }),
    );
    expect(logged[0]).toEqual(expect.objectContaining({ level: 'error', context: expect.objectContaining({ path }) }));
  });

  it('while it is used is set aside too; numbers go on in the same epoch and notes are kept', async () => {
    const { store, path } = openStore();
    const log = store.open('a', { kept: true });
    store.notes.set('n', 'v');
    for (let round = 0; round < 2_000; round += 1) log.append(message('t', `${round} ${'x'.repeat(500)}`));
    store.close();
    damageMessages(path);

    const { store: used } = openStore({ path });
    const again = used.open('a', { kept: true });
    for (let seq = 1; seq <= 2_000; seq += 1) again.get(seq);
    const kept = again.append(message('t', 'after'));
    await again.durable(kept);
    expect(kept.seq).toBeGreaterThan(2_000);
    expect(used.problem?.code).toBe('store-replaced');
    expect(contents(again).at(-1)).toBe(`${kept.seq}:after`);
    used.close();
    const { store: last } = openStore({ path });
    expect(last.open('a', { kept: true }).epoch).toBe(again.epoch);
    expect(last.notes.get('n')).toBe('v');
  });

  it('that was cut short is no obstacle', async () => {
    const { store, path } = openStore();
    const log = store.open('a', { kept: true });
    for (let round = 0; round < 500; round += 1) log.append(message('t', 'x'.repeat(500)));
    store.close();
    truncateSync(path, 10_000);
    const { store: fresh } = openStore({ path });
    const after = fresh.open('a', { kept: true });
    await after.durable(after.append(message('t', 'y')));
    expect(contents(after).at(-1)).toMatch(/:y$/);
  });
});

describe('a file that was not made for this moment', () => {
  it('because a newer version wrote it, is set aside', () => {
    const { store, path } = openStore();
    store.close();
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const { store: fresh } = openStore({ path });
    expect(fresh.problem?.detail).toContain('a newer version of this program wrote it');
  });

  it('because another process uses it, is waited for in memory and taken when it is free', async () => {
    const { store: other, path } = openStore();
    const { store, logged } = openStore({ path, open: (file) => new DatabaseSync(file, { timeout: 0 }) });
    expect(store.problem?.detail).toContain('another process uses it');
    const log = store.open('a', { kept: true });
    const kept = log.append(message('t', 'x'));
    expect(await settled(log.durable(kept))).toBe('waiting');
    other.close();
    await log.durable(kept);
    expect(store.problem).toBeUndefined();
    expect(logged.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it('because someone deleted it, is made anew', async () => {
    const { store, path } = openStore();
    const log = store.open('a', { kept: true });
    await log.durable(log.append(message('t', 'x')));
    store.close();
    rmSync(path);
    const { store: fresh } = openStore({ path });
    expect(fresh.open('a', { kept: true }).epoch).not.toBe(log.epoch);
    expect(fresh.problem).toBeUndefined();
  });
});

it('a store that is closed gives back what nobody wrote, without a word of failure', () => {
  const { store, path, logged } = openStore({ path: join(temporaryFolder(), 'x.db') });
  const log = store.open('a', { kept: true });
  log.append(message('t', 'last'));
  store.close();
  store.close();
  expect(logged).toEqual([]);
  expect(contents(openStore({ path }).store.open('a', { kept: true }))).toEqual(['1:last']);
});
