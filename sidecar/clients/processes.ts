/**
 * Which clients run at the moment, by the names of the system's processes. The only place that asks the system for them; a
 * failure means "not known", never "not running".
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import type { ClientDefinition, Platform, ProcessInfo, ProcessLister } from './types.ts';

const run = promisify(execFile);

export function createProcessLister(platform: Platform): ProcessLister {
  switch (platform) {
    case 'linux':
      return listFromProc;
    case 'darwin':
      return async () => parsePs((await run('ps', ['-axo', 'pid=,comm='], { maxBuffer: 16 * 1024 * 1024 })).stdout);
    case 'win32':
      return async () => parseTasklist((await run('tasklist', ['/fo', 'csv', '/nh'], { maxBuffer: 16 * 1024 * 1024 })).stdout);
  }
}

/** null where the client's processes tell nothing. */
export function isRunning(definition: ClientDefinition, platform: Platform, processes: readonly ProcessInfo[]): boolean | null {
  const names = definition.processes?.[platform];
  if (names === undefined) return null;
  const fold = (name: string): string => (platform === 'win32' ? name.toLowerCase() : name);
  return processes.some(({ name }) => names.some((candidate) => fold(candidate) === fold(name)));
}

/** Lines of `ps -axo pid=,comm=`: the number, then the path of the executable, which may hold spaces. */
export function parsePs(output: string): ProcessInfo[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.+?)\s*$/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), name: posix.basename(command) }];
  });
}

/** Lines of `tasklist /fo csv /nh`: "name","pid",… */
export function parseTasklist(output: string): ProcessInfo[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, name, pid] = /^"([^"]*)","(\d+)"/.exec(line) ?? [];
    return name === undefined || pid === undefined ? [] : [{ pid: Number(pid), name }];
  });
}

async function listFromProc(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), name: await nameOf(pid) })));
  return found.filter(({ name }) => name !== '');
}

/** The executable's file name; `comm` is cut to 15 characters, but is all there is of other users' processes. */
async function nameOf(pid: string): Promise<string> {
  try {
    return posix.basename(await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
  } catch {
    try {
      return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    } catch {
      // It has ended in the meantime.
      return '';
    }
  }
}
