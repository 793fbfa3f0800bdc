/** How the sidecar's process ended, in words for a person. Pure. */

/** Signals that end a process, as shells (128 + n) and Chromium's launcher (n) report them. */
const signals: Readonly<Record<number, string>> = { 6: 'aborted', 9: 'was killed', 11: 'crashed', 15: 'was ended by another program' };

export function explainExit(code: number): string {
  const signal = signals[code > 128 ? code - 128 : code];
  if (signal !== undefined) return `The sidecar's process ${signal} (exit code ${code}).`;
  return code === 0 ? 'The sidecar ended although nobody asked it to.' : `The sidecar ended unexpectedly with exit code ${code}.`;
}
