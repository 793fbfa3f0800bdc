/**
 * Keeps V8's young generation as large as the start has made it, some megabytes; otherwise it grows to 128 MB once messages
 * are kept for the history, and each of its collections stops the process for tens of milliseconds (ADR 0025). Used by the
 * command line alone: the desktop's child runs on Electron's V8, and serves one person.
 */
import { setFlagsFromString } from 'node:v8';

export function boundYoungGeneration(): void {
  // Read by V8 whenever it is about to grow that part of the heap; a version that knew no such flag would say so and go on.
  setFlagsFromString('--semi-space-growth-factor=1');
}
