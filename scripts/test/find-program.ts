/** Finds the programs of requirements.ts on this machine. Used by the step that provides them and by the tests that run them. */
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { requirements } from './requirements.ts';

/** @returns the path of a file that is absolute, or on the search path */
export function locate(file: string): string | undefined {
  if (isAbsolute(file)) return existsSync(file) ? file : undefined;
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => endings.map((ending) => join(folder, file + ending))).find((path) => existsSync(path));
}

/**
 * @param name of a requirement
 * @throws when it is not there; `npm test` would have installed it or said how
 */
export function findProgram(name: string): string {
  const files = requirements.find((requirement) => requirement.name === name)?.files ?? [];
  const path = files.map(locate).find((found) => found !== undefined);
  if (path === undefined) throw new Error(`${name} is not installed. Run npm test, which installs it or says how.`);
  return path;
}
