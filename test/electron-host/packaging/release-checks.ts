/**
 * What can be said of finished packages without Electron: contents, metadata, update feed, desktop entry, fuses. Each
 * check returns a line that says what it found, or throws.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { parse } from 'yaml';
import { z } from 'zod';
import { bytesBelow } from './files.ts';
import { readFuses } from './fuse-wire.ts';
import { runTool } from './system-tools.ts';

/** What does not belong into a shipped archive: sources, maps, tools. */
const UNNEEDED = /\.(?:map|ts|tsx)$|\/node_modules\/(?:electron|electron-builder|vite|playwright|typescript|\.bin)(?:\/|$)/;

const feed = z.object({
  version: z.string(),
  files: z.array(z.object({ url: z.string(), sha512: z.string(), size: z.number().optional() })).min(1),
});

/** Every file that the feed names is there, with the hash and (where it says one) the size. */
export function checkFeed(release: string, name: string): string {
  const { version, files } = feed.parse(parse(readFileSync(join(release, name), 'utf8')));
  for (const { url, sha512, size } of files) {
    const data = readFileSync(join(release, url));
    if (size !== undefined && data.length !== size) throw new Error(`${name}: ${url} has ${data.length} bytes, not ${size}.`);
    if (createHash('sha512').update(data).digest('base64') !== sha512) throw new Error(`${name}: the hash of ${url} is another one.`);
  }
  return `${name}: ${version}, hashes and sizes of ${files.length} file(s) match`;
}

/** @param required paths in the archive, with a leading slash */
export function checkArchive(archive: string, required: readonly string[]): string {
  const entries = listPackage(archive, { isPack: false });
  const missing = required.filter((path) => !entries.includes(path));
  if (missing.length > 0) throw new Error(`${archive} lacks ${missing.join(', ')}.`);
  const unneeded = entries.filter((path) => UNNEEDED.test(path));
  if (unneeded.length > 0) throw new Error(`${archive} holds what nobody needs: ${unneeded.slice(0, 10).join(', ')}.`);
  const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(extractFile(archive, 'package.json').toString()));
  if ('devDependencies' in manifest) throw new Error(`${archive}: package.json still names development dependencies.`);
  return `app.asar: ${entries.length} entries, no sources, maps or tools`;
}

/** Bytes of the app without the runtime: the archive and what lies unpacked beside it. */
export function measureApp(resources: string): string {
  return `size without the runtime: ${(bytesBelow(resources) / 1024 / 1024).toFixed(2)} MiB`;
}

/** @param off fuses that must not be on */
export function checkFuses(executable: string, off: readonly string[]): string {
  const on: readonly string[] = readFuses(readFileSync(executable));
  const wrong = off.filter((name) => on.includes(name));
  if (wrong.length > 0) throw new Error(`${executable}: these fuses should be off: ${wrong.join(', ')}.`);
  return `fuses on: ${on.join(', ') || 'none'}`;
}

/** Desktop entries are valid, maintainer scripts parse. */
export function checkDeb(path: string): string {
  return inScratch((scratch) => {
    runTool('dpkg-deb', ['-R', path, scratch]);
    const applications = join(scratch, 'usr/share/applications');
    const desktopFiles = readdirSync(applications).map((name) => join(applications, name));
    runTool('desktop-file-validate', desktopFiles);
    const scripts = readdirSync(join(scratch, 'DEBIAN')).filter((name) => /^(?:pre|post)(?:inst|rm)$/.test(name));
    for (const script of scripts) runTool('bash', ['-n', join(scratch, 'DEBIAN', script)]);
    return `deb: ${desktopFiles.length} desktop entry valid, ${scripts.join(' and ')} parse`;
  });
}

/** The AppImage carries the very archive that lies unpacked beside it. */
export function checkAppImage(path: string, archive: string): string {
  return inScratch((scratch) => {
    execFileSync(path, ['--appimage-extract'], { cwd: scratch });
    const inside = readFileSync(join(scratch, 'squashfs-root/resources/app.asar'));
    if (!inside.equals(readFileSync(archive))) throw new Error(`${path} carries another app.asar than ${archive}.`);
    return 'AppImage: carries the same app.asar';
  });
}

function inScratch(act: (folder: string) => string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'release-check-'));
  try {
    // dpkg-deb sets the mode of the folder it is given, so it gets one of its own.
    const folder = join(scratch, 'content');
    mkdirSync(folder);
    return act(folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
