/** Runs the sidecar's command line as a process of its own, as a person would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './polling.ts';

const MAIN = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

export interface CliRun extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Waits for the address that it prints when it has started. */
  origin(): Promise<string>;
  exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs in an empty folder with an empty home, so that no configuration of this machine is found. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliRun {
  const folder = mkdtempSync(join(tmpdir(), 'sidecar-cli-'));
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder, APPDATA: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    async origin() {
      await until('the sidecar prints its address', () => /^MCP http\S+$/m.test(stdout) || child.exitCode !== null);
      const origin = /^MCP (http:\/\/[^/]+)/m.exec(stdout)?.[1];
      if (origin === undefined) throw new Error(`The sidecar did not start:\n${stdout}\n${stderr}`);
      return origin;
    },
    async exit() {
      await exited;
      return { code: child.exitCode, signal: child.signalCode };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
