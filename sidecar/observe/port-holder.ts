/**
 * Which process listens on a TCP port, as far as the system tells. Used to explain a busy port; it reads `/proc` on Linux and
 * asks lsof or netstat elsewhere. It never throws, takes a bounded time, and ends no process.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findLinuxPortHolder, type PortHolder } from './port-holder-linux.ts';
import { parseLsof, parseNetstat, parseTasklist } from './port-holder-parsers.ts';

interface PortHolderOptions {
  readonly platform?: NodeJS.Platform;
  readonly timeoutMs?: number;
  /** Runs a program and gives its output; rejects when it fails or takes too long. */
  readonly run?: (program: string, parameters: readonly string[], timeoutMs: number) => Promise<string>;
}

/** undefined where nobody listens, or the system does not say who: the processes of other users, for one. */
export async function findPortHolder(port: number, options: PortHolderOptions = {}): Promise<PortHolder | undefined> {
  const { platform = process.platform, timeoutMs = 1500, run = runProgram } = options;
  try {
    if (platform === 'linux') return await findLinuxPortHolder(port, performance.now() + timeoutMs);
    if (platform === 'win32') return await findOnWindows(port, (program, ...parameters) => run(program, parameters, timeoutMs));
    return await findByLsof(port, (program, ...parameters) => run(program, parameters, timeoutMs));
  } catch {
    // Not told is an answer: the message then says only that the port is taken.
    return undefined;
  }
}

type Run = (program: string, ...parameters: string[]) => Promise<string>;

async function findByLsof(port: number, run: Run): Promise<PortHolder | undefined> {
  const holder = parseLsof(await run('lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'));
  if (holder === undefined) return undefined;
  const command = await run('ps', '-p', String(holder.pid), '-o', 'command=').catch(() => '');
  return command.trim() === '' ? holder : { ...holder, command: command.trim() };
}

async function findOnWindows(port: number, run: Run): Promise<PortHolder | undefined> {
  const pid = parseNetstat(await run('netstat', '-ano'), port);
  if (pid === undefined) return undefined;
  const name = parseTasklist(await run('tasklist', '/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH').catch(() => ''));
  return name === undefined ? { pid } : { pid, name };
}

async function runProgram(program: string, parameters: readonly string[], timeoutMs: number): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...parameters], {
    timeout: timeoutMs,
    windowsHide: true,
    maxBuffer: 8 * 1024 * 1024,
  });
  return stdout;
}
