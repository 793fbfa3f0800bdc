/** Holds package.json against what is written about it elsewhere: the list of dependencies, the checks, the workflow. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checks } from '../../../scripts/check/checks.ts';
import { parseWithout, requirements } from '../../../scripts/test/requirements.ts';

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

const names = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: names, devDependencies: names, scripts: names }).parse(JSON.parse(read('package.json')));

/** The first cells of the table under a heading of docs/dependencies.md. */
function listed(heading: string): string[] {
  const section =
    read('docs/dependencies.md')
      .split('\n## ')
      .find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| \S.* \| \S.* \|$/gm)].map(([, name = '']) => name);
}

describe('docs/dependencies.md', () => {
  it.each([
    ['Run on the user', manifest.dependencies],
    ['Needed to develop', manifest.devDependencies],
  ])('lists under "%s…" exactly the packages of package.json, in order, each with its purpose and reason', (heading, packages) => {
    expect(listed(heading)).toEqual(Object.keys(packages).toSorted());
  });
});

describe('package.json', () => {
  it('has a script for every check', () => {
    const scripts = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'));
    expect(scripts).toEqual(checks.map(({ name }) => `check:${name}`));
  });

  it('begins every command of the README with the bootstrap, so that it works in a fresh clone', () => {
    for (const name of ['start', 'test', 'sidecar', 'build', 'check']) {
      expect(manifest.scripts[name]).toMatch(/^node scripts\/bootstrap\.mjs /);
    }
  });
});

describe('the workflow', () => {
  const step = z.object({ uses: z.string().optional(), run: z.string().optional() });
  const job = z.object({
    strategy: z.object({
      matrix: z.object({ include: z.array(z.object({ name: z.string(), install: z.string(), without: z.string().optional() })) }),
    }),
    steps: z.array(step),
  });
  const workflow = z.object({ permissions: z.unknown(), jobs: z.object({ test: job }) }).parse(parse(read('.github/workflows/ci.yml')));
  const { strategy, steps } = workflow.jobs.test;

  it.each([
    ['Linux', 'linux'],
    ['macOS', 'darwin'],
    ['Windows', 'win32'],
  ] as const)('installs on %s every program that the tests use there, or leaves it out by name', (name, system) => {
    const entry = strategy.matrix.include.find((candidate) => candidate.name === name);
    const words = entry?.install.split(' ') ?? [];
    const leftOut = parseWithout(entry?.without);
    const missing = requirements.filter((requirement) => {
      const wanted = requirement.packages[system];
      return wanted !== undefined && !words.includes(wanted) && !leftOut.includes(requirement.name);
    });
    expect(missing).toEqual([]);
  });

  it('may read the source and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('names the major version of every action', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/@v\d+$/.test(action))).toEqual([]);
  });
});
