/**
 * One instance a userData folder.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SecondInstance, SingleInstance } from '../../electron-host/runtime/host/single-instance.ts';

let folder = '';
let first: SingleInstance;
let told: Promise<SecondInstance>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'single-instance-'));
  told = new Promise((resolve) => (first = new SingleInstance(resolve)));
});

afterEach(() => {
  first.release();
  rmSync(folder, { recursive: true, force: true });
});

test('the first gets the folder, and may ask again', () => {
  expect([first.request(folder, {}), first.request(folder, {}), first.isHeld]).toEqual([true, true, true]);
});

test('the second is turned away, and the first is told what it was started with', async () => {
  first.request(folder, {});
  const second = new SingleInstance(() => {});
  expect(second.request(folder, { reason: 'open' })).toBe(false);
  expect(await told).toMatchObject({ argv: process.argv, workingDirectory: process.cwd(), data: { reason: 'open' } });
});

test('what a dead process left behind is taken over', () => {
  // No process has this id: it is above the largest that Linux gives out.
  writeFileSync(join(folder, 'SingletonLock'), '4194305');
  expect(first.request(folder, {})).toBe(true);
});

test('a released folder is free', () => {
  first.request(folder, {});
  first.release();
  expect(existsSync(join(folder, 'SingletonLock'))).toBe(false);
  const second = new SingleInstance(() => {});
  expect(second.request(folder, {})).toBe(true);
  second.release();
});
