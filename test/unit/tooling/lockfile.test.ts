/**
 * `npm ci` refuses a lockfile that lacks the build of some package for another platform, and on that platform the program would
 * be missing. npm writes such a lockfile without a word when the registry has not got that build (yet).
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

it('locks every optional dependency, so that npm ci works on every platform', () => {
  const lockfile = new URL('../../../package-lock.json', import.meta.url);
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(lockfile, 'utf8')));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => resolve(packages, path, name) === undefined),
  );
  expect(missing).toEqual([]);
});

/** Node's own look-up: in the package's node_modules, then in those above it. */
function resolve(packages: Record<string, unknown>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}
