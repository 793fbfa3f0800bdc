/**
 * `npm test [-- <step>…]`: everything that must hold before a change is handed in, as the list of steps below. Each runner's
 * own words are shown; the summary at the end adds them up. Writes nothing into the tree but dist/, which git ignores.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './bootstrap/run-child.mjs';
import { root } from './root.ts';
import { findElectron } from './start/electron-program.ts';
import { readPlaywrightReport } from './test/playwright-report.ts';
import { chooseSteps, runSteps, type Step } from './test/steps.ts';
import { summarize } from './test/summary.ts';
import { provideSystemPackages } from './test/system-packages.ts';
import { readVitestReport, type TestReport } from './test/vitest-report.ts';
import { toolPath } from './tool.ts';

/** All that the tests leave behind, profiles of browsers among it, and the runners' reports. Its name is short: paths of sockets are. */
const scratch = mkdtempSync(join(tmpdir(), 'mqttx-test-'));
for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = scratch;
const reportOf = (project: string): string => join(scratch, `${project}.json`);
const SUITES = ['unit', 'integration', 'conformance', 'hardening'] as const;

const run = async (...command: readonly string[]): Promise<boolean> => (await runChild(process.execPath, command, { cwd: root })) === 0;

/** Real Electron where its binary is installed, else the test host; the specs' reporter says which. */
function runSpecs(): Promise<number> {
  const host = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'test', 'electron-host', 'runtime');
  const runtime = findElectron() === undefined ? { ELECTRON_OVERRIDE_DIST_PATH: host } : {};
  const env = { ...process.env, ...runtime, PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('e2e') };
  return runChild(process.execPath, [toolPath('@playwright/test', 'playwright'), 'test'], { cwd: root, env });
}

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
  suite('conformance'),
  suite('hardening', ['system packages']),
  { name: 'e2e', needs: ['system packages', 'build'], run: async () => (await runSpecs()) === 0 },
];

const names = process.argv.slice(2);
const chosen = chooseSteps(steps, names);
if (chosen.length === 0) {
  console.error(`There is no step named ${names.join(', ')}. There are: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const outcomes = await runSteps(chosen, console.log, interrupted.signal);
  const ran = SUITES.filter((project) => chosen.some(({ name }) => name === project));
  const reports = new Map<string, TestReport | null>(ran.map((project) => [project, readVitestReport(reportOf(project))]));
  if (chosen.some(({ name }) => name === 'e2e')) reports.set('e2e', readPlaywrightReport(reportOf('e2e')));
  const { lines, ok } = summarize(outcomes, reports);
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
