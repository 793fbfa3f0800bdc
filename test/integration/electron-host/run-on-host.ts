/**
 * Runs a main module on the test host and hands back what it reported. For what the host itself must do; apps are
 * driven by Playwright instead.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXECUTABLE = join(import.meta.dirname, '../../electron-host/runtime/electron');

interface HostRun {
  /** What the fixture printed as its last line, parsed. */
  readonly report: unknown;
  readonly exitCode: number | null;
  readonly stderr: string;
}

interface HostRunOptions {
  readonly switches?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** @param fixture name of a module in `fixtures/`, which prints one line of JSON and quits */
export async function runOnHost(fixture: string, { switches = [], env = {} }: HostRunOptions = {}): Promise<HostRun> {
  const userData = mkdtempSync(join(tmpdir(), 'on-host-'));
  const args = [`--user-data-dir=${userData}`, ...switches, join(import.meta.dirname, 'fixtures', `${fixture}.ts`)];
  const child = spawn(EXECUTABLE, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const [exitCode] = await once(child, 'close');
  rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  const line = stdout.trim().split('\n').at(-1);
  return { report: line ? JSON.parse(line) : undefined, exitCode, stderr };
}
