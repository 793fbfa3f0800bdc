/**
 * What must be undone even when the benchmark is interrupted or fails half-way. Where all goes well everything is ended in
 * order, by `await using`; this is for the rest, and so it may only do what is done at once.
 */

/** Calls `undo` when this process ends, whatever the reason (SIGKILL excepted); the function returned calls that off. */
export function atExit(undo: () => void): () => void {
  process.once('exit', undo);
  return () => void process.off('exit', undo);
}

/** Lets signals and a time limit end the process the orderly way, through `exit`. */
export function endOnSignalsOrAfter(seconds: number): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  setTimeout(() => {
    console.error(
      `The benchmark has not ended within ${seconds} s and is given up. Look at what else runs on this machine, then try again.`,
    );
    process.exit(1);
  }, seconds * 1000).unref();
}
