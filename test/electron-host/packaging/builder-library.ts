/**
 * Finds files of the library that electron-builder stands on, which is electron-builder's dependency and not the
 * project's: it is looked up from there.
 */
import { createRequire } from 'node:module';

const LIBRARY = 'app-builder-lib';

const requireOfBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));

/** The absolute path of a file of the library. */
export function findInBuilderLibrary(path: string): string {
  return requireOfBuilder.resolve(`${LIBRARY}/${path}`);
}

/** Loads a CommonJS module of the library. */
export function loadFromBuilderLibrary(path: string): unknown {
  return requireOfBuilder(`${LIBRARY}/${path}`);
}
