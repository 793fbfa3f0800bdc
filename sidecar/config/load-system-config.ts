/** The edge of the configuration: hands the real command line, environment and file system to `loadConfig`. Used by main.ts. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Environment } from './environment.ts';
import { loadConfig, type LoadResult } from './load-config.ts';
import { userConfigFolder } from './user-config-folder.ts';

/** Undefined when there is no such file; throws when it cannot be read. */
export function readFileIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // ENOTDIR: a folder on the way is a file, so nothing can be there either.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Windows knows its variables by any case. */
export function normalizeNames(platform: NodeJS.Platform, env: Environment): Environment {
  if (platform !== 'win32') return env;
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}

export function loadSystemConfig(argv: readonly string[] = process.argv.slice(2)): LoadResult {
  const env = normalizeNames(process.platform, process.env);
  const userConfigDir = userConfigFolder(process.platform, env, homedir());
  return loadConfig({ argv, env, cwd: process.cwd(), userConfigDir, readFile: readFileIfThere });
}
