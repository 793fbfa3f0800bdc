/**
 * One question about a process that is not ours, asked by the single-instance lock and the profile sweep.
 */

/** True while a process of that id exists, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
