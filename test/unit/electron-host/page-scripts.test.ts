/**
 * The scripts that Chromium runs before a page's own.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { isolatedWorldScript, mainWorldScript } from '../../electron-host/runtime/page/scripts.ts';

const facts = { platform: 'linux', arch: 'x64', versions: {}, env: {}, argv: [] };

function isolatedWith(preload: string): { script: string; broken: string[] } {
  const path = join(mkdtempSync(join(tmpdir(), 'preload-')), 'preload.cjs');
  writeFileSync(path, preload);
  const broken: string[] = [];
  const onBroken = (_path: string, error: Error): void => void broken.push(error.name);
  return { script: isolatedWorldScript({ prefix: 'p', binding: 'b', facts, preloads: [path], onBroken }), broken };
}

test('both scripts are plain JavaScript', () => {
  expect(new Script(mainWorldScript('prefix'))).toBeInstanceOf(Script);
  expect(new Script(isolatedWith("require('electron');").script)).toBeInstanceOf(Script);
});

test('a preload that is an ES module is told, and left out', () => {
  const { script, broken } = isolatedWith("import { contextBridge } from 'electron';");
  expect(broken).toEqual(['SyntaxError']);
  expect(script).not.toContain('import {');
});

test('a preload that does not exist is told', () => {
  const broken: string[] = [];
  isolatedWorldScript({ prefix: 'p', binding: 'b', facts, preloads: ['/nowhere.cjs'], onBroken: (path) => broken.push(path) });
  expect(broken).toEqual(['/nowhere.cjs']);
});
