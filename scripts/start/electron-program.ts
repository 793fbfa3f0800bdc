/**
 * Where Electron's executable is. The package `electron` names it in path.txt once it has fetched it; asking the package itself
 * would begin the download.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../bootstrap/run-child.mjs';
import { root } from '../root.ts';

const folder = join(root, 'node_modules', 'electron');

/** Undefined where there is none. */
export function findElectron(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = env;
  const file = override ? join(override, name ?? 'electron') : name === undefined ? undefined : join(folder, 'dist', name);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** Has the package fetch it; says itself how that goes. */
export async function fetchElectron(): Promise<void> {
  await runChild(process.execPath, [join(folder, 'install.js')], { cwd: root });
}
