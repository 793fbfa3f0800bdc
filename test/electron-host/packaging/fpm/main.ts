/**
 * The stand-in for fpm: lays the files out below a folder and hands it to the system's own package tools.
 */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeDeb } from './deb.ts';
import { parseFpmOptions } from './options.ts';
import { makeRpm } from './rpm.ts';

const options = parseFpmOptions(process.argv.slice(2));
const root = mkdtempSync(join(tmpdir(), 'fpm-'));
try {
  // It becomes the mode of `/` in the package.
  chmodSync(root, 0o755);
  for (const { from, to } of options.sources) {
    const target = join(root, to);
    mkdirSync(from.endsWith('/') ? target : dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, verbatimSymlinks: true });
  }
  if (options.target === 'deb') makeDeb(root, options);
  else makeRpm(root, options);
} finally {
  rmSync(root, { recursive: true, force: true });
}
