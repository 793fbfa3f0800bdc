/** What a process takes of processor and memory, by the kernel's account (Linux: proc(5)): the same for programs of any kind. */
import { readFileSync } from 'node:fs';

/** The unit of the times in /proc: sysconf(_SC_CLK_TCK), 100 on every Linux of today. */
const TICKS_PER_SECOND = 100;

/** Seconds of a processor since it was started, all threads together. */
export function cpuSeconds(pid: number): number {
  // The second field is the program's name in parentheses, which may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Bytes in memory, shared ones included. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Its first child, for servers whose work is done by one; undefined while there is none. */
export function firstChild(pid: number): number | undefined {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ');
  return child === '' ? undefined : Number(child);
}
