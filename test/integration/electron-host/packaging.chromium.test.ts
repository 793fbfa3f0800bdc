/**
 * A packed app on the test host: electron-builder packs it without a network, and it starts from its archive.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkArchive, checkFuses } from '../../electron-host/packaging/release-checks.ts';

const PACK = join(import.meta.dirname, '../../electron-host/packaging/pack.ts');

const MAIN = `
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
const packed = readFileSync(join(import.meta.dirname, 'packed.txt'), 'utf8');
const unpacked = readFileSync(join(app.getAppPath().replace('app.asar', 'app.asar.unpacked'), 'unpacked.txt'), 'utf8');
console.log(JSON.stringify({ packed, unpacked, isPackaged: app.isPackaged, defaultApp: process.defaultApp ?? null, name: app.getName() }));
app.exit(0);
`;

const CONFIGURATION = {
  appId: 'com.example.small',
  files: ['main.js', '*.txt'],
  asarUnpack: ['unpacked.txt'],
  npmRebuild: false,
  linux: { executableName: 'small' },
  electronFuses: { runAsNode: false, onlyLoadAppFromAsar: true },
};

let project = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'small-app-'));
  mkdirSync(join(project, 'node_modules'));
  const manifest = {
    name: 'small',
    productName: 'Small App',
    version: '1.0.0',
    type: 'module',
    main: 'main.js',
    description: 'Small',
    author: 'Nobody',
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, devDependencies: { electron: '45.4.1' } }));
  writeFileSync(join(project, 'main.js'), MAIN);
  writeFileSync(join(project, 'packed.txt'), 'inside');
  writeFileSync(join(project, 'unpacked.txt'), 'beside');
  writeFileSync(join(project, 'electron-builder.json'), JSON.stringify(CONFIGURATION));
  execFileSync(process.execPath, [PACK, '--project', project, '--output', join(project, 'release'), 'linux:dir'], { stdio: 'pipe' });
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const unpackedDir = (...path: string[]): string => join(project, 'release/linux-unpacked', ...path);

test('the archive holds the app and nothing else', () => {
  expect(checkArchive(unpackedDir('resources/app.asar'), ['/main.js', '/packed.txt'])).toContain('no sources, maps or tools');
  expect(readFileSync(unpackedDir('resources/app.asar.unpacked/unpacked.txt'), 'utf8')).toBe('beside');
});

test('an archive that lacks a file is refused by name', () => {
  expect(() => checkArchive(unpackedDir('resources/app.asar'), ['/preload.cjs'])).toThrow('/preload.cjs');
});

test('the fuses are set as configured', () => {
  expect(checkFuses(unpackedDir('small'), ['runAsNode'])).toContain('onlyLoadAppFromAsar');
  expect(() => checkFuses(unpackedDir('small'), ['onlyLoadAppFromAsar'])).toThrow('should be off');
});

test('the packed app starts from its archive', () => {
  const output = execFileSync(unpackedDir('small'), [`--user-data-dir=${join(project, 'data')}`], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual({ packed: 'inside', unpacked: 'beside', isPackaged: true, defaultApp: null, name: 'Small App' });
});
