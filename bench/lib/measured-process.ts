/**
 * Runs a Node program as a process of its own whose memory can be asked for. Used for the sidecar and for what it is compared
 * with, so that both are measured alike.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atExit } from './at-exit.ts';

const memoryReport = z.object({ rss: z.number(), heapUsed: z.number() });

/** Bytes, after a garbage collection. */
export type MemoryReport = z.output<typeof memoryReport>;

interface Program {
  /** The program's file and its arguments. */
  readonly command: readonly string[];
  /** Matches the line of its standard output that says it is ready. */
  readonly ready: RegExp;
  /** Whether `memory` will be asked: it takes a preloaded module, which a measurement of the start must not have. */
  readonly probed: boolean;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface MeasuredProcess extends AsyncDisposable {
  readonly pid: number;
  /** What `ready` matched. */
  readonly match: RegExpExecArray;
  memory(): Promise<MemoryReport>;
}

const START_TIMEOUT_MS = 20_000;
/** After it a process that does not end by SIGTERM is killed. */
const STOP_TIMEOUT_MS = 15_000;

/** Rejects with what the program wrote to standard error when it ends before it is ready. */
export async function startMeasured({ command, ready, probed, cwd, env }: Program): Promise<MeasuredProcess> {
  const probe = ['--expose-gc', '--import', fileURLToPath(new URL('memory-probe.ts', import.meta.url))];
  const child = spawn(process.execPath, [...(probed ? probe : []), ...command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.once(
    'exit',
    atExit(() => child.kill('SIGTERM')),
  );
  const stop = (): Promise<void> => end(child);
  try {
    const match = await firstMatch(child, ready);
    return {
      pid: child.pid ?? 0,
      match,
      async memory() {
        const answer = once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
        child.send('memory');
        return memoryReport.parse((await answer).at(0));
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstMatch(child: ChildProcess, ready: RegExp): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      const match = ready.exec(line);
      if (match !== null) resolve(match);
    });
  }
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`The process ended with code ${code} before it was ready:\n${complaints}`)));
  const timer = setTimeout(
    () => reject(new Error(`The process was not ready within ${START_TIMEOUT_MS} ms:\n${complaints}`)),
    START_TIMEOUT_MS,
  );
  return promise.finally(() => clearTimeout(timer));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
