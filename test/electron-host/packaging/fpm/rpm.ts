/**
 * Makes an RPM package of a folder that holds the files to install.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runTool } from '../system-tools.ts';
import type { FpmOptions } from './options.ts';

export function makeRpm(root: string, options: FpmOptions): void {
  const top = mkdtempSync(join(tmpdir(), 'rpm-'));
  try {
    const spec = join(top, 'package.spec');
    writeFileSync(spec, specFile(options, listFiles(root)));
    const definitions = [`_topdir ${top}`, `_rpmdir ${top}/out`, '_build_id_links none'].flatMap((definition) => ['--define', definition]);
    const args = ['-bb', '--quiet', '--target', options.architecture, ...definitions, '--buildroot', root, spec];
    runTool('rpmbuild', args, 'inherit');
    const made = join(top, 'out', options.architecture);
    copyFileSync(join(made, readdirSync(made)[0] ?? ''), options.output);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** @param files absolute paths after installation */
export function specFile(options: FpmOptions, files: readonly string[]): string {
  return [
    `Name: ${options.name}`,
    // A version must not contain a hyphen, which separates it from the release.
    `Version: ${options.version.replaceAll('-', '_')}`,
    `Release: ${options.iteration}`,
    `Summary: ${options.summary}`,
    `License: ${options.license}`,
    `URL: ${options.url}`,
    `Vendor: ${options.vendor}`,
    'AutoReqProv: no',
    ...options.depends.map((name) => `Requires: ${name}`),
    // What the Electron build ships is not to be stripped or compressed again.
    '%define __os_install_post %{nil}',
    '%description',
    escape(options.description),
    '%post',
    scriptBody(options.afterInstall),
    '%postun',
    scriptBody(options.afterRemove),
    '%files',
    ...files.map((file) => `"${file}"`),
    '',
  ].join('\n');
}

function listFiles(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => `/${relative(root, join(entry.parentPath, entry.name))}`);
}

/** A scriptlet has no first line of its own. */
function scriptBody(path: string | undefined): string {
  return path === undefined ? '' : escape(readFileSync(path, 'utf8').replace(/^#!.*\n/, ''));
}

/** A percent sign would begin a macro. */
function escape(text: string): string {
  return text.replaceAll('%', '%%');
}
