/**
 * Starts Playwright on the probe's specs, on the test host or on real Electron, under the Node that runs this.
 */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const RUNTIME = join(import.meta.dirname, '../runtime');

interface SpecRun {
  /** Arguments of `playwright test`. */
  readonly args: readonly string[];
  readonly onHost: boolean;
  /** Folder of a built probe app to take instead of a fresh build. */
  readonly app?: string;
  readonly stdio: StdioOptions;
}

export function runSpecs({ args, onHost, app, stdio }: SpecRun): ChildProcess {
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const env = { ...process.env, ...(onHost && { ELECTRON_OVERRIDE_DIST_PATH: RUNTIME }), ...(app !== undefined && { PROBE_APP: app }) };
  return spawn(process.execPath, [cli, 'test', '-c', import.meta.dirname, ...args], { env, stdio });
}
