/** How the sidecar's process ended, by its exit code. Pure. */
import type { CrashReason } from '../../shared/ipc/sidecar.ts';

type End = Extract<CrashReason, { kind: 'exit' }>['end'];

/** Signals that end a process, as shells (128 + n) and Chromium's launcher (n) report them. */
const signals: Readonly<Record<number, End>> = { 6: 'aborted', 9: 'killed', 11: 'faulted', 15: 'terminated' };

export function exitReason(code: number): CrashReason {
  const end = signals[code > 128 ? code - 128 : code] ?? (code === 0 ? 'unasked' : 'exited');
  return { kind: 'exit', end, code };
}
