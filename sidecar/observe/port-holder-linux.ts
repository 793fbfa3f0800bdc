/**
 * The holder of a port by way of `/proc`, which needs no program to be installed: from the port to the socket's inode, from there
 * to the process that has it open. Used by port-holder.ts alone.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseProcNetTcp } from './port-holder-parsers.ts';

/** Who listens on a port, as far as the system tells. */
export interface PortHolder {
  readonly pid: number;
  readonly name?: string;
  readonly command?: string;
}

/** @param deadline moment of `performance.now` after which the search is given up */
export async function findLinuxPortHolder(port: number, deadline: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')));
  const sockets = new Set(tables.flatMap((table) => parseProcNetTcp(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // The newest first: what took the port is rarely a daemon of the system's start.
  for (const pid of pids.toReversed()) {
    if (performance.now() > deadline) return undefined;
    if (hasOpen(pid, sockets)) return describe(pid);
  }
  return undefined;
}

/**
 * A process of somebody else, or one that has just ended, shows nothing. Read synchronously: the kernel answers from memory in
 * microseconds, and thousands of turns through the thread pool take seconds on a machine that is busy otherwise.
 */
function hasOpen(pid: string, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((descriptor) => sockets.has(linkOf(`${folder}/${descriptor}`)));
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

async function describe(pid: string): Promise<PortHolder> {
  const [comm = '', command = ''] = await Promise.all(
    ['comm', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  // `comm` is the name of the main thread, which programs change: every Node would be called "MainThread".
  const name = basename(linkOf(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '') || comm.trim();
  const words = command.replaceAll('\0', ' ').trim();
  return { pid: Number(pid), ...(name === '' ? {} : { name }), ...(words === '' ? {} : { command: words }) };
}
