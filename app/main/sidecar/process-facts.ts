/**
 * What the system says of a process by its number: when it began and by which command. Together they tell a process from a later
 * one with the same number. Used for the lock file; it ends no process.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface ProcessFacts {
  /** In the system's own words; only good for being compared. */
  readonly startedAt: string;
  readonly command: string;
}

/** Undefined where there is no such process, or the system does not tell. */
export async function findProcess(pid: number, platform: NodeJS.Platform = process.platform): Promise<ProcessFacts | undefined> {
  try {
    if (platform === 'linux') return await fromProc(pid);
    return platform === 'win32' ? parsePowershell(await askPowershell(pid)) : parsePs(await askPs(pid));
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** @returns whether it ended within the time */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await delay(50);
  }
  return true;
}

/** proc(5): field 22 of stat counts from the boot, so the boot's id belongs to it. The name in parentheses may hold anything. */
async function fromProc(pid: number): Promise<ProcessFacts | undefined> {
  const [stat, command, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? undefined : { startedAt: `${boot.trim()}+${ticks}`, command: command.replaceAll('\0', ' ').trim() };
}

const run = promisify(execFile);

async function askPs(pid: number): Promise<string> {
  return (await run('ps', ['-o', 'lstart=,command=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } })).stdout;
}

/** `Mon Nov 23 16:00:00 2026     /Applications/…` */
export function parsePs(output: string): ProcessFacts | undefined {
  const [, startedAt, command] = /^\s*(\w{3} \w{3} +\d+ [\d:]{8} \d{4})\s+(.+?)\s*$/m.exec(output) ?? [];
  return startedAt === undefined || command === undefined ? undefined : { startedAt, command };
}

async function askPowershell(pid: number): Promise<string> {
  const query = `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; $p.CreationDate.ToUniversalTime().ToString('o'); $p.CommandLine`;
  return (await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query], { windowsHide: true, timeout: 10_000 })).stdout;
}

/** Two lines: the moment, the command. */
export function parsePowershell(output: string): ProcessFacts | undefined {
  const [startedAt, command] = output.split(/\r?\n/).map((line) => line.trim());
  return startedAt === undefined || startedAt === '' || command === undefined ? undefined : { startedAt, command };
}
