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
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';
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

/** Takes so much of the disk, or all that there is. */
function fillUp(file: string, bytes = 4 * MIB): void {
  try {
    writeFileSync(file, Buffer.alloc(bytes));
  } catch {
    // As much as there was room for is written.
  }
}

function smallDisk(): Disk {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const path = join(folder, 'history.db');
  if (mountSmallDisk(folder)) {
    const ballast = join(folder, 'ballast');
    return { path, fill: () => fillUp(ballast, MIB), exhaust: () => fillUp(ballast), free: () => rmSync(ballast) };
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

test('a whole sidecar without a disk says so where operators look, serves on, and is well again by itself', async () => {
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  const path = join(folder, 'history.db');
  // A folder in the file's place can be written to as little as a full disk.
  const obstacle = mountSmallDisk(folder) ? join(folder, 'ballast') : path;
  if (obstacle === path) mkdirSync(path);
  else fillUp(obstacle);
  await using sidecar = await startTestSidecar({ embeddedBroker: { enabled: true, port: 0 }, history: { store: 'sqlite', path } });
  const isFailing = async (): Promise<boolean> =>
    /^mqttx_sse_history_failing 1$/m.test(await (await fetch(`${sidecar.origin}/metrics`)).text());
  await using stream = await StreamClient.open(sidecar.origin, 'topic=disk/%23&qos=1');
  for (const number of ['1', '2', '3']) await publish(sidecar.origin, `disk/${number}`, `${number}${'x'.repeat(50_000)}`);
  await stream.untilMessages(3);
  await until('the metrics tell', isFailing);
  expect((await fetch(`${sidecar.origin}/health/live`)).status).toBe(200);

  rmSync(obstacle, { recursive: true });
  await until('it is stored again', async () => !(await isFailing()));
  await publish(sidecar.origin, 'disk/4', 'after');
  await stream.untilMessages(4);
});
