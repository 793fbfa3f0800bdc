/** How many connections a process may hold: Node takes the hard limit by itself, and root may raise that. Linux. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Raises the limit of open files of this process, which its children inherit; returns what it is then. */
export function raiseFileLimit(wanted: number): number {
  if (openFiles() < wanted) spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${wanted}:${wanted}`]);
  return openFiles();
}

function openFiles(): number {
  const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
  return soft === 'unlimited' ? Infinity : Number(soft);
}
