/**
 * The holder of a port by way of `/proc`, which needs no program to be installed: from the port to the socket's inode, from there
 * to the process that has it open. Used by port-holder.ts alone.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
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
    if (await hasOpen(pid, sockets)) return describe(pid);
  }
  return undefined;
}

/** A process of somebody else, or one that has just ended, shows nothing. */
async function hasOpen(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

async function describe(pid: string): Promise<PortHolder> {
  const [name, command] = await Promise.all(['comm', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')));
  const words = command?.replaceAll('\0', ' ').trim() ?? '';
  return { pid: Number(pid), ...(name?.trim() ? { name: name.trim() } : {}), ...(words === '' ? {} : { command: words }) };
}
