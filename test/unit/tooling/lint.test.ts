/** Writes each construct that STYLE forbids into a file and expects that the linter names its rule; then one that it allows. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';
import { runQuietly, toolPath } from '../../../scripts/tool.ts';

const BROKEN: readonly (readonly [file: string, source: string, rule: string])[] = [
  ['sidecar/any.ts', 'export const f = (x: any): string => String(x);', 'no-explicit-any'],
  ['sidecar/assertion.ts', 'export const f = (x: unknown): string => x as string;', 'consistent-type-assertions'],
  ['sidecar/non-null.ts', 'export const f = (x: string | null): string => x!;', 'no-non-null-assertion'],
  ['sidecar/ignored.ts', '// @ts-ignore\nexport const x: string = 1;', 'ban-ts-comment'],
  ['sidecar/console.ts', `console.log('x');\nexport const x = 1;`, 'no-console'],
  ['sidecar/floating.ts', 'export function f(g: () => Promise<void>): void {\n  g();\n}', 'no-floating-promises'],
  ['sidecar/misused.ts', 'export const f = (g: () => Promise<boolean>): string => (g() ? "a" : "b");', 'no-misused-promises'],
  ['sidecar/unsafe.ts', 'export const x: number = JSON.parse("1");', 'no-unsafe-assignment'],
  ['sidecar/thrown.ts', `export function f(): never {\n  throw 'x';\n}`, 'only-throw-error'],
  ['sidecar/default.ts', 'export default 1;', 'no-default-export'],
  ['sidecar/mutable.ts', 'export let x = 1;\nx = 2;', 'no-mutable-exports'],
  ['sidecar/value-import.ts', `import { Stats } from 'node:fs';\nexport type S = Stats;`, 'consistent-type-imports'],
  ['sidecar/no-ending.ts', `import { x } from './console';\nexport const y = x;`, 'extensions'],
  ['sidecar/builtin.ts', `import { sep } from 'path';\nexport const x = sep;`, 'prefer-node-protocol'],
  ['sidecar/left-open.ts', '// TODO: later\nexport const x = 1;', 'no-warning-comments'],
  ['sidecar/long.ts', `export const x = 1;\n${'// a line\n'.repeat(300)}`, 'max-lines'],
  ['test/focused.test.ts', `import { expect, it } from 'vitest';\nit.only('x', () => {\n  expect(1).toBe(1);\n});`, 'no-focused-tests'],
  ['test/disabled.test.ts', `import { expect, it } from 'vitest';\nit.skip('x', () => {\n  expect(1).toBe(1);\n});`, 'no-disabled-tests'],
  ['test/idle.test.ts', `import { it } from 'vitest';\nit('x', () => {});`, 'expect-expect'],
];

const LAWFUL: Record<string, string> = {
  'sidecar/lawful.ts': `import { sep } from 'node:path';\nimport { x } from './other.ts';\nexport const y = [x, sep] as const;\n`,
  'sidecar/other.ts': `export const x = { a: 1 } satisfies Record<string, number>;\n`,
  'scripts/tell.ts': `console.log('x');\n`,
};

const reportSchema = z.object({ diagnostics: z.array(z.object({ filename: z.string(), code: z.string().optional() })) });

const sourcesOf = (files: typeof BROKEN): Record<string, string> => {
  const sources: Record<string, string> = {};
  for (const [file, source] of files) sources[file] = source;
  return sources;
};

/** @returns the rules that the linter named, as `file: plugin(rule)` */
async function lint(files: Record<string, string>): Promise<string[]> {
  const tree = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), source);
    }
    for (const settings of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(join(root, settings), join(tree, settings));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    const rooms = new Set(Object.keys(files).map((file) => dirname(file)));
    const { output } = await runQuietly([toolPath('oxlint'), '--format', 'json', ...rooms], tree);
    return reportSchema.parse(JSON.parse(output)).diagnostics.map(({ filename, code }) => `${filename}: ${code ?? ''}`);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

describe('the linter', async () => {
  const found = await lint(sourcesOf(BROKEN));

  it.each(BROKEN)('rejects %s', (file, _source, rule) => {
    expect(found.filter((line) => line.startsWith(`${file}:`)).join('\n')).toContain(`(${rule})`);
  });

  it('lets lawful code pass', async () => {
    expect(await lint(LAWFUL)).toEqual([]);
  }, 60_000);
});
