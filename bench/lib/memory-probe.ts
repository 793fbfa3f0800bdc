/**
 * Loaded into a process that is measured (`node --expose-gc --import`): whenever its parent asks, it collects garbage until
 * that yields no more, and tells how much memory is left in use. The program itself knows nothing of it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { MemoryReport } from './measured-process.ts';

/** Sockets and buffers are freed by finalizers, which run between collections. */
const COLLECTIONS = 4;
const PAUSE_MS = 100;

process.on('message', () => void report());
// The channel must not keep the program alive once it has ended by itself.
process.channel?.unref();

async function report(): Promise<void> {
  for (let done = 0; done < COLLECTIONS; done += 1) {
    globalThis.gc?.();
    await delay(PAUSE_MS);
  }
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed } satisfies MemoryReport);
}
