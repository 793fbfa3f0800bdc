/**
 * Breaks each rule of .dependency-cruiser.mjs once, in a small tree laid out like the repository, and expects that the
 * check names that rule and nothing else. A rule without its violation here fails the last test.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import rules from '../../../.dependency-cruiser.mjs';
import { directions } from '../../../scripts/check/checks.ts';
import { runQuietly } from '../../../scripts/tool.ts';

/** What stands to be imported; nothing here breaks a rule. */
const LAWFUL: Record<string, string> = {
  'node_modules/express/package.json': '{"name":"express","main":"index.js"}',
  'node_modules/express/index.js': '',
  'node_modules/electron/package.json': '{"name":"electron","main":"index.js"}',
  'node_modules/electron/index.js': '',
  'node_modules/electron-log/package.json': '{"name":"electron-log","exports":{".":"./index.js","./node":"./node.js"}}',
  'node_modules/electron-log/index.js': '',
  'node_modules/electron-log/node.js': '',
  'sidecar/main.ts': `import './server.ts';`,
  'sidecar/server.ts': `import './mcp/a.ts'; import './bridge/a.ts'; import './http/app.ts';`,
  'sidecar/errors.ts': 'export const one = 1;',
  'sidecar/config/schema.ts': 'export const schema = 1;',
  'sidecar/admin/schema.ts': 'export type View = 1; export const view = 1;',
  'sidecar/observe/log.ts': `import 'electron-log/node'; import type { View } from '../admin/schema.ts'; export type Entry = View;`,
  'sidecar/http/app.ts': `import 'express';`,
  'sidecar/mqtt/a.ts': `import '../errors.ts';`,
  'sidecar/mqtt/types.ts': 'export type Connection = 1;',
  'sidecar/hub/a.ts': `import '../mqtt/a.ts';`,
  'sidecar/mcp/a.ts': `import '../hub/a.ts'; import type { View } from '../admin/schema.ts'; export type Mine = View;`,
  'sidecar/bridge/a.ts': `import 'express'; import '../hub/a.ts';`,
  'sidecar/clients/a.ts': `import 'node:fs';`,
  'sidecar/client/a.ts': `export type A = 1;`,
  'app/main/index.ts': `import 'electron'; import '../shared/a.ts'; import '../../sidecar/clients/a.ts';`,
  'app/preload/index.ts': `import 'electron'; import '../shared/a.ts';`,
  'app/renderer/a.ts': `import '../shared/a.ts';`,
  'app/shared/a.ts': `import '../../sidecar/config/schema.ts'; export type { Connection } from '../../sidecar/mqtt/types.ts';`,
  'test/a.ts': `import '../sidecar/server.ts';`,
};

/** File, what it imports, and the rule that forbids it. */
const BROKEN: readonly (readonly [file: string, source: string, rule: string])[] = [
  ['sidecar/hub/circle.ts', `import type { A } from './other-half.ts'; export const b: A = 1;`, 'no-circle'],
  ['sidecar/bridge/lost.ts', `import './nowhere.ts';`, 'resolvable'],
  ['sidecar/mqtt/to-mcp.ts', `export type { Mine } from '../mcp/a.ts';`, 'core-below-features'],
  ['sidecar/hub/to-bridge.ts', `const bridge = import('../bridge/a.ts'); export { bridge };`, 'core-below-features'],
  ['sidecar/hub/to-express.ts', `import 'express';`, 'core-without-express'],
  ['sidecar/observe/to-admin.ts', `import { view } from '../admin/schema.ts'; export { view };`, 'helpers-below-features'],
  ['sidecar/errors.ts', `import './config/schema.ts'; export const one = 1;`, 'errors-at-the-bottom'],
  ['sidecar/mcp/to-bridge.ts', `import '../bridge/a.ts';`, 'features-apart'],
  ['sidecar/bridge/to-server.ts', `import '../server.ts';`, 'only-roots-compose'],
  ['sidecar/client/to-errors.ts', `import '../errors.ts';`, 'browser-library-alone'],
  ['sidecar/client/to-node.ts', `import 'node:buffer';`, 'browser-library-alone'],
  ['sidecar/http/to-electron.ts', `import 'electron';`, 'sidecar-without-desktop'],
  ['sidecar/http/to-app.ts', `import '../../app/shared/a.ts';`, 'sidecar-without-desktop'],
  ['sidecar/http/to-log.ts', `import 'electron-log';`, 'sidecar-logs-by-node'],
  ['app/main/to-hub.ts', `import '../../sidecar/hub/a.ts';`, 'app-takes-types-and-schemas'],
  ['app/shared/to-electron.ts', `import 'electron';`, 'electron-in-two-rooms'],
  ['app/renderer/to-main.ts', `import '../main/index.ts';`, 'renderer-without-main'],
  ['app/renderer/to-node.ts', `import 'node:fs';`, 'renderer-without-node'],
  ['app/shared/to-renderer.ts', `import '../renderer/a.ts';`, 'shared-below-both-sides'],
  ['app/preload/to-main.ts', `import '../main/index.ts';`, 'preload-is-thin'],
  ['app/main/to-renderer.ts', `import '../renderer/a.ts';`, 'main-without-renderer'],
  ['sidecar/http/to-test.ts', `import '../../test/a.ts';`, 'product-without-tests'],
];

/** The rest of the circle, which is reported once, where it closes. */
const OTHER_HALF = { 'sidecar/hub/other-half.ts': `export { b } from './circle.ts'; export type A = 1;` };

/** Each check is a process that loads a compiler, which takes its time on a busy machine. */
const TIMEOUT_MS = 60_000;

const violationsSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

const sourcesOf = (files: typeof BROKEN): Record<string, string> => {
  const sources: Record<string, string> = {};
  for (const [file, source] of files) sources[file] = source;
  return sources;
};

/** @returns the names of the broken rules by file */
async function check(files: Record<string, string>): Promise<Map<string, Set<string>>> {
  const tree = mkdtempSync(join(tmpdir(), 'directions-'));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), source);
    }
    const { output } = await runQuietly(directions(tree, '--output-type', 'json'), tree);
    const found = new Map<string, Set<string>>();
    for (const { from, rule } of violationsSchema.parse(JSON.parse(output)).summary.violations) {
      found.set(from, (found.get(from) ?? new Set()).add(rule.name));
    }
    return found;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

describe('the directions of imports', () => {
  let found: Map<string, Set<string>>;

  beforeAll(async () => {
    found = await check({ ...LAWFUL, ...OTHER_HALF, ...sourcesOf(BROKEN) });
  }, TIMEOUT_MS);

  it(
    'find nothing wrong with a lawful tree',
    async () => {
      expect(await check(LAWFUL)).toEqual(new Map());
    },
    TIMEOUT_MS,
  );

  it.each(BROKEN)('are broken by %s: %s (%s)', (file, _source, rule) => {
    expect([...(found.get(file) ?? [])]).toContain(rule);
  });

  it('blame nobody else', () => {
    const broken = new Set(BROKEN.map(([file]) => file));
    expect([...found.keys()].filter((file) => !broken.has(file))).toEqual([]);
  });

  it('have no rule that is not broken here', () => {
    const proven = new Set(BROKEN.map(([, , rule]) => rule));
    expect(rules.forbidden?.map(({ name }) => name).filter((name) => name === undefined || !proven.has(name))).toEqual([]);
  });
});
