/**
 * What `npm run check` holds the source to: each check is a program with its arguments. Read by scripts/check.ts; a new check
 * is an entry here and a `check:<name>` script in package.json.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import { toolPath } from '../tool.ts';

export interface Check {
  readonly name: string;
  /** What it finds, for the one who reads the list. */
  readonly finds: string;
  /** Arguments for Node, the program first. */
  readonly command: () => string[];
}

export const checks: readonly Check[] = [
  // By its path, not as `tsc`: typescript6, which the last check needs, brings a program of that name too.
  { name: 'types', finds: 'type errors', command: () => [toolPath('typescript', 'tsc'), '--noEmit', '--project', 'tsconfig.json'] },
  { name: 'lint', finds: 'mistakes and forbidden constructs', command: () => [toolPath('oxlint')] },
  { name: 'format', finds: 'unformatted files (npm run format mends them)', command: () => [toolPath('oxfmt'), '--check'] },
  {
    name: 'unused',
    finds: 'unused files, exports and dependencies',
    command: () => [toolPath('knip'), '--no-progress', '--treat-config-hints-as-errors'],
  },
  { name: 'directions', finds: 'imports against the architecture', command: () => directions(root) },
];

const ROOMS = ['app', 'sidecar', 'scripts', 'test', 'bench', 'examples'];

/**
 * The command that checks a tree's imports; it has to run in that tree.
 *
 * @param tree a folder laid out like the repository; the tests hand in trees that break each rule
 */
export function directions(tree: string, ...more: readonly string[]): string[] {
  const rooms = ROOMS.filter((room) => existsSync(join(tree, room)));
  const rules = join(root, '.dependency-cruiser.mjs');
  const api = new URL('typescript6.mjs', import.meta.url).href;
  return ['--import', api, toolPath('dependency-cruiser', 'depcruise'), '--config', rules, ...more, ...rooms];
}
