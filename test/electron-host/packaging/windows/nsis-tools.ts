/**
 * What electron-builder needs to compile its installer script with a system's own makensis: the compiler in the layout
 * it expects, and plug-in libraries. The libraries are stubs, so the installer compiles and proves the configuration,
 * and is never to be shipped.
 */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findInBuilderLibrary } from '../builder-library.ts';
import { stubLibrary } from './portable-executable.ts';

/** Where Debian's nsis package keeps its parts. */
const NSIS = '/usr/share/nsis';
const MAKENSIS = '/usr/bin/makensis';

const PLUGINS = ['StdUtils', 'UAC', 'SpiderBanner', 'Nsis7z', 'WinShell', 'inetc', 'nsisunz', 'nsProcess'];

/** Called through macros, so not to be found by their plug-in's name. */
const CALLED_BY_MACRO: Readonly<Record<string, readonly string[]>> = {
  Nsis7z: ['ExtractWithDetails', 'ExtractWithCallback'],
  WinShell: ['SetLnkAUMI', 'UninstAppUserModelId', 'UninstShortcut'],
};

/** Makes the compiler's folder. */
export function prepareNsis(folder: string): void {
  mkdirSync(join(folder, 'linux'), { recursive: true });
  for (const part of ['Bin', 'Contrib', 'Include', 'Plugins', 'Stubs']) symlinkSync(join(NSIS, part), join(folder, part));
  symlinkSync(MAKENSIS, join(folder, 'linux/makensis'));
  writeFileSync(join(folder, 'elevate.exe'), 'MZ');
}

/** Makes the folder of plug-ins, with each function that electron-builder's own scripts call. */
export function prepareNsisPlugins(folder: string): void {
  const out = join(folder, 'plugins/x86-unicode');
  mkdirSync(out, { recursive: true });
  const scripts = readScripts();
  for (const plugin of PLUGINS) {
    const called = [...scripts.matchAll(new RegExp(`\\b${plugin}::([A-Za-z_]\\w*)`, 'g'))].flatMap(([, name]) => name ?? []);
    const functions = new Set([...called, ...(CALLED_BY_MACRO[plugin] ?? [])]);
    writeFileSync(join(out, `${plugin}.dll`), stubLibrary(`${plugin}.dll`, [...functions]));
  }
}

function readScripts(): string {
  const templates = join(dirname(findInBuilderLibrary('package.json')), 'templates/nsis');
  const scripts = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ns[hi]$/.test(name));
  return scripts.map((name) => readFileSync(join(templates, name), 'utf8')).join('\n');
}
