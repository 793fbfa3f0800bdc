/**
 * `npm test [-- <step>…]`: everything that must hold before a change is handed in, as the list of steps below. Each runner's
 * own words are shown; the summary at the end adds them up. Writes nothing into the tree but dist/, which git ignores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';
import { runSteps, type Step } from './test/steps.ts';
import { summarize } from './test/summary.ts';
import { provideSystemPackages } from './test/system-packages.ts';
import { readVitestReport } from './test/vitest-report.ts';
import { toolPath } from './tool.ts';

const reports = mkdtempSync(join(tmpdir(), 'mqttx-sse-server-test-'));
const reportOf = (project: string): string => join(reports, `${project}.json`);
const SUITES = ['unit', 'integration', 'hardening'] as const;

const run = async (...command: readonly string[]): Promise<boolean> => (await runChild(process.execPath, command, { cwd: root })) === 0;

const suite = (project: (typeof SUITES)[number], needs: readonly string[] = []): Step => ({
  name: project,
  needs,
  run: () =>
    run(
      toolPath('vitest'),
      'run',
      `--project=${project}`,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportOf(project)}`,
    ),
});

const steps: readonly Step[] = [
  { name: 'system packages', run: provideSystemPackages },
  { name: 'check', run: () => run('scripts/check.ts') },
  { name: 'build', run: () => run('scripts/build.ts') },
  suite('unit'),
  suite('integration', ['system packages']),
  suite('hardening', ['system packages']),
];

const names = process.argv.slice(2);
const chosen = names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
if (chosen.length === 0) {
  console.error(`There is no step named ${names.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const outcomes = await runSteps(chosen, console.log, interrupted.signal);
  const ran = SUITES.filter((project) => chosen.some(({ name }) => name === project));
  const { lines, ok } = summarize(outcomes, new Map(ran.map((project) => [project, readVitestReport(reportOf(project))])));
  rmSync(reports, { recursive: true, force: true });
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
