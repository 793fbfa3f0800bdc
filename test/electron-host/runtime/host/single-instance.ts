/**
 * One instance a userData folder. `SingletonLock` there names the holder's process; an instance that finds it held
 * leaves a note in `SingletonNotes`, which the holder watches. All of it is synchronous on the side of the newcomer,
 * because Electron's answer is, and because the newcomer usually exits at once.
 */
import { type FSWatcher, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { isProcessAlive } from '../processes.ts';

const note = z.object({ argv: z.array(z.string()), workingDirectory: z.string(), data: z.unknown() });

export type SecondInstance = z.output<typeof note>;

export class SingleInstance {
  readonly #onSecond: (second: SecondInstance) => void;
  #lock: string | undefined;
  #watcher: FSWatcher | undefined;

  /** @param onSecond told of each later instance that was turned away */
  constructor(onSecond: (second: SecondInstance) => void) {
    this.#onSecond = onSecond;
  }

  get isHeld(): boolean {
    return this.#lock !== undefined;
  }

  /** @returns false when another process holds the folder; it has then been told */
  request(folder: string, data: unknown): boolean {
    if (this.#lock) return true;
    const lock = join(folder, 'SingletonLock');
    const notes = join(folder, 'SingletonNotes');
    mkdirSync(notes, { recursive: true });
    if (!take(lock)) {
      leaveNote(notes, { argv: process.argv, workingDirectory: process.cwd(), data });
      return false;
    }
    this.#lock = lock;
    this.#watcher = watch(notes, () => this.#readNotes(notes)).unref();
    return true;
  }

  release(): void {
    this.#watcher?.close();
    if (this.#lock) rmSync(this.#lock, { force: true });
    this.#lock = undefined;
  }

  #readNotes(folder: string): void {
    for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
      const path = join(folder, name);
      const second = note.parse(decode(readFileSync(path, 'utf8')));
      rmSync(path);
      this.#onSecond(second);
    }
  }
}

/** Writes our process id into the lock, unless a living process stands there. */
function take(lock: string): boolean {
  const ours = `${lock}.${process.pid}`;
  writeFileSync(ours, String(process.pid));
  try {
    // A link appears with its content in one step: nobody reads a lock that has no process id yet.
    if (tryLink(ours, lock)) return true;
    if (isProcessAlive(Number(readFileSync(lock, 'utf8')))) return false;
    rmSync(lock, { force: true });
    return tryLink(ours, lock);
  } finally {
    rmSync(ours);
  }
}

function tryLink(existing: string, path: string): boolean {
  try {
    linkSync(existing, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function leaveNote(folder: string, second: SecondInstance): void {
  const path = join(folder, `${Date.now()}-${process.pid}`);
  writeFileSync(`${path}.part`, encode(second));
  renameSync(`${path}.part`, `${path}.json`);
}
