/**
 * Remembers the running sidecar in a file, so that the next start of the program can recognise one that was left behind and end
 * it. A process is only ended if its number, the moment of its start and its command all fit; anything else is left alone.
 */
import { readFile, rm } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { findProcess, type ProcessFacts, waitForEnd } from './process-facts.ts';

const lockSchema = z.object({ pid: z.int().positive(), startedAt: z.string(), command: z.string(), port: z.int() });

export interface SidecarLock {
  /** Never rejects: without the lock the sidecar runs all the same. */
  take(pid: number, port: number): Promise<void>;
  release(): Promise<void>;
  /** Ends the sidecar that the last run of the program left behind. */
  reapLeftover(): Promise<Leftover>;
}

export type Leftover =
  | { readonly kind: 'none' }
  /** The number belongs to another process by now. */
  | { readonly kind: 'stranger'; readonly pid: number }
  | { readonly kind: 'reaped'; readonly pid: number; readonly port: number; readonly forced: boolean };

interface LockParts {
  readonly file: string;
  readonly onError: (error: unknown) => void;
  readonly find?: (pid: number) => Promise<ProcessFacts | undefined>;
  /** How long it may take to end by itself. */
  readonly graceMs?: number;
}

export function createSidecarLock({ file, onError, find = findProcess, graceMs = 10_000 }: LockParts): SidecarLock {
  const quietly = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      onError(error);
    }
  };
  const release = (): Promise<void> => quietly(() => rm(file, { force: true }));

  return {
    release,
    take: (pid, port) =>
      quietly(async () => {
        const facts = await find(pid);
        if (facts !== undefined) await writeFileAtomic(file, JSON.stringify({ pid, ...facts, port }), { mode: 0o600 });
      }),

    async reapLeftover() {
      const lock = await readLock(file);
      if (lock === undefined) return { kind: 'none' };
      const facts = await find(lock.pid);
      const fits = facts?.startedAt === lock.startedAt && facts.command === lock.command;
      const forced = fits && (await end(lock.pid, graceMs));
      await release();
      if (fits) return { kind: 'reaped', pid: lock.pid, port: lock.port, forced };
      return facts === undefined ? { kind: 'none' } : { kind: 'stranger', pid: lock.pid };
    },
  };
}

/** Undefined when there is none, or none that can be read: then nothing can be told of it, and nothing is ended. */
export async function readLock(file: string): Promise<z.infer<typeof lockSchema> | undefined> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** @returns whether it had to be killed */
async function end(pid: number, graceMs: number): Promise<boolean> {
  process.kill(pid, 'SIGTERM');
  if (await waitForEnd(pid, graceMs)) return false;
  process.kill(pid, 'SIGKILL');
  await waitForEnd(pid, graceMs);
  return true;
}
