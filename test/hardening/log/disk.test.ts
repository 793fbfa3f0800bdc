/**
 * A disk that is really full, and one that is read-only. As root on Linux both are small file systems of their own; elsewhere
 * a limit of SQLite stands for the full disk and the rights on files for the read-only one.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { OpenDatabase } from '../../../sidecar/hub/log/sqlite-file.ts';
import { message } from '../../unit/hub/messages.ts';
import { contents, openStore, temporaryFolder } from '../../unit/log/support.ts';

const MIB = 1024 * 1024;

function mountSmallDisk(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    // A container without the right to mount.
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return true;
}

interface Disk {
  readonly path: string;
  readonly open?: OpenDatabase;
  /** Leaves about half of it. */
  fill(): void;
  /** Leaves nothing. */
  exhaust(): void;
  free(): void;
}

function smallDisk(): Disk {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const path = join(folder, 'history.db');
  if (mountSmallDisk(folder)) {
    const ballast = join(folder, 'ballast');
    const write = (bytes: number): void => {
      try {
        writeFileSync(ballast, Buffer.alloc(bytes));
      } catch {
        // As much as there was room for is written.
      }
    };
    return { path, fill: () => write(MIB), exhaust: () => write(4 * MIB), free: () => rmSync(ballast) };
  }
  let pages = 100_000;
  const open: OpenDatabase = (file, timeout) => {
    const db = new DatabaseSync(file, { timeout });
    db.exec(`PRAGMA max_page_count = ${pages}`);
    return db;
  };
  return { path, open, fill: () => (pages = 200), exhaust: () => (pages = 20), free: () => (pages = 100_000) };
}

test('a full disk stops neither the server nor what is read live, holds back acknowledgements, and is recovered from', async () => {
  const disk = smallDisk();
  disk.fill();
  const { store, logged } = openStore(disk);
  const log = store.open('profile', { kept: true });
  const waits: Promise<void>[] = [];
  let written = 0;
  for (let round = 0; round < 200; round += 1) {
    const kept = log.append(message('t', `${round} ${'x'.repeat(10_000)}`));
    const wait = log.durable(kept);
    if (wait === undefined) throw new Error('There is always something to wait for.');
    waits.push(wait.then(() => void (written += 1)));
    if (round % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => store.problem?.detail).toContain('the disk is full');
  expect(logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(written).toBeLessThan(200);
  expect(contents(log)).toHaveLength(200);

  disk.free();
  // The file takes about what the messages have in all, which is more than a disk of 2 MiB holds beside its journal.
  if (disk.open === undefined) execFileSync('mount', ['-o', 'remount,size=32m', join(disk.path, '..')]);
  await Promise.all(waits);
  expect(written).toBe(200);
  await expect.poll(() => store.problem).toBeUndefined();
  store.close();
  const after = openStore({ path: disk.path }).store.open('profile', { kept: true });
  expect(after.epoch).toBe(log.epoch);
  expect(contents(after)).toHaveLength(200);
});

test('a disk that is full from the start on does not keep the server from starting', async () => {
  const disk = smallDisk();
  const first = openStore(disk).store;
  const before = first.open('profile', { kept: true });
  await before.durable(before.append(message('t', 'old')));
  first.close();
  disk.exhaust();
  const { store } = openStore(disk);
  const log = store.open('profile', { kept: true });
  log.append(message('t', 'x'.repeat(900_000)));
  await expect.poll(() => store.problem?.code).toBe('store-failing');
  const wait = log.durable(log.append(message('t', 'live')));
  expect(contents(log).at(-1)).toMatch(/:live$/);
  disk.free();
  await wait;
  expect(store.problem).toBeUndefined();
});

test('a read-only disk is told of, and the store goes on in memory until it can be written to', async () => {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const path = join(folder, 'history.db');
  const isMounted = mountSmallDisk(folder);
  const first = openStore({ path }).store;
  const before = first.open('profile', { kept: true });
  await before.durable(before.append(message('t', 'old')));
  first.close();
  if (isMounted) execFileSync('mount', ['-o', 'remount,ro', folder]);
  else {
    chmodSync(path, 0o400);
    chmodSync(folder, 0o500);
  }
  const { store, logged } = openStore({ path });
  expect(store.problem).toEqual(expect.objectContaining({ code: 'store-failing', detail: expect.stringContaining('cannot be') }));
  expect(logged.map(({ level }) => level)).toEqual(['error']);
  const log = store.open('profile', { kept: true });
  const wait = log.durable(log.append(message('t', 'new')));
  expect(contents(log)).toEqual(['1:new']);

  if (isMounted) execFileSync('mount', ['-o', 'remount,rw', folder]);
  else {
    chmodSync(folder, 0o700);
    chmodSync(path, 0o600);
  }
  await wait;
  expect(store.problem).toBeUndefined();
  expect(logged.at(-1)?.message).toBe('The history is stored again');
});
