/** Runs an example as its reader would, and ends it as he would. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { root } from '../../scripts/root.ts';
import { until } from './polling.ts';

export interface ExampleRun {
  /** The address of its page. */
  readonly page: string;
  stdout(): string;
  stderr(): string;
  /** Ctrl+C. */
  stop(): Promise<number | null>;
}

/** It may have to build the browser library first, on a busy machine. */
const START_MS = 60_000;

/** Resolves once the example says that it runs. */
export async function runExample(name: string): Promise<ExampleRun> {
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'examples/run.ts', name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null) child.kill('SIGINT');
    await exited;
    return child.exitCode;
  };
  onTestFinished(async () => {
    await stop();
  });
  await until('the example runs', () => stderr.includes('Stop with Ctrl+C') || child.exitCode !== null, START_MS);
  if (child.exitCode !== null) throw new Error(`The example ended:\n${stderr}`);
  return { page: /http:\/\/localhost:\d+\//.exec(stderr)?.[0] ?? '', stdout: () => stdout, stderr: () => stderr, stop };
}
