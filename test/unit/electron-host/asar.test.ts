/**
 * Unpacking of archives, against archives that the real packer made.
 */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { extractAsar } from '../../electron-host/runtime/asar.ts';

let folder = '';
let archive = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asar-'));
  archive = join(folder, 'app.asar');
  const source = join(folder, 'source');
  mkdirSync(join(source, 'deep/unpacked'), { recursive: true });
  writeFileSync(join(source, 'package.json'), '{"name":"probe"}');
  writeFileSync(join(source, 'deep/run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(source, 'deep/unpacked/library.node'), 'binary');
  symlinkSync('run.sh', join(source, 'deep/link.sh'));
  await createPackageWithOptions(source, archive, { unpackDir: 'deep/unpacked' });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('files, links, modes and unpacked neighbours come out as they went in', () => {
  const out = join(folder, 'out');
  extractAsar(archive, out);
  expect(readFileSync(join(out, 'package.json'), 'utf8')).toBe('{"name":"probe"}');
  expect(readFileSync(join(out, 'deep/unpacked/library.node'), 'utf8')).toBe('binary');
  expect(statSync(join(out, 'deep/run.sh')).mode & 0o111).not.toBe(0);
  expect(readlinkSync(join(out, 'deep/link.sh'))).toBe('run.sh');
});

test('a file that was changed is refused', () => {
  const at = readFileSync(archive).indexOf('{"name":"probe"}');
  writeSync(openSync(archive, 'r+'), 'X', at + 2);
  expect(() => extractAsar(archive, join(folder, 'out'))).toThrow('package.json does not match its hash');
});

test('an unpacked file that was changed is refused', () => {
  appendFileSync(join(`${archive}.unpacked`, 'deep/unpacked/library.node'), '!');
  expect(() => extractAsar(archive, join(folder, 'out'))).toThrow('library.node does not match its hash');
});
