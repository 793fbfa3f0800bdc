/**
 * Makes a Debian package of a folder that holds the files to install (Debian policy, chapter 5 for the control file).
 */
import { copyFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesBelow } from '../files.ts';
import { runTool } from '../system-tools.ts';
import type { FpmOptions } from './options.ts';

export function makeDeb(root: string, options: FpmOptions): void {
  const installedKiB = Math.ceil(bytesBelow(root) / 1024);
  mkdirSync(join(root, 'DEBIAN'));
  writeFileSync(join(root, 'DEBIAN/control'), controlFile(options, installedKiB));
  const scripts = [
    ['postinst', options.afterInstall],
    ['postrm', options.afterRemove],
  ] as const;
  for (const [name, path] of scripts) {
    if (path === undefined) continue;
    copyFileSync(path, join(root, 'DEBIAN', name));
    chmodSync(join(root, 'DEBIAN', name), 0o755);
  }
  runTool('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', root, options.output], 'inherit');
}

export function controlFile(options: FpmOptions, installedKiB: number): string {
  const relation = (name: string, packages: readonly string[]): string[] =>
    packages.length === 0 ? [] : [`${name}: ${packages.join(', ')}`];
  return [
    `Package: ${options.name}`,
    `Version: ${options.version}`,
    `License: ${options.license}`,
    `Vendor: ${options.vendor}`,
    `Architecture: ${options.architecture}`,
    `Maintainer: ${options.maintainer}`,
    `Installed-Size: ${installedKiB}`,
    ...relation('Depends', options.depends),
    ...relation('Recommends', options.recommends),
    `Section: ${options.category}`,
    `Priority: ${options.priority}`,
    `Homepage: ${options.url}`,
    `Description: ${foldDescription(options)}`,
    '',
  ].join('\n');
}

/** The first line is the synopsis; lines after it begin with a space, empty ones are a dot. */
function foldDescription({ description, name }: FpmOptions): string {
  const [synopsis = '', ...lines] = description.trimEnd().split('\n');
  return [synopsis.trim() || name, ...lines.map((line) => ` ${line.trim() || '.'}`)].join('\n');
}
