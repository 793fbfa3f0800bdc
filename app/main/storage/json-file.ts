/**
 * One value in one JSON file of the program's own: parsed by a schema, written atomically, one write after the other. A file that
 * cannot be understood is moved aside and reported, never overwritten.
 */
import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';

export interface JsonFile<T> {
  /** Undefined when there is no file yet, or none that could be understood. */
  read(): Promise<T | undefined>;
  write(value: T): Promise<void>;
  /** Resolves once everything is written that was to be. */
  settled(): Promise<void>;
}

interface JsonFileParts<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** Told where the file that could not be understood is now, and what was wrong with it. */
  readonly onUnreadable: (movedTo: string, cause: unknown) => void;
  readonly now?: () => Date;
}

export function createJsonFile<T>({ path, schema, onUnreadable, now = () => new Date() }: JsonFileParts<T>): JsonFile<T> {
  let queue: Promise<unknown> = Promise.resolve();

  return {
    async read() {
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      try {
        return schema.parse(JSON.parse(text));
      } catch (cause) {
        const movedTo = `${path}.unreadable-${now().toISOString().replaceAll(/[:.]/g, '-')}`;
        await rename(path, movedTo);
        onUnreadable(movedTo, cause);
        return undefined;
      }
    },
    async write(value) {
      const text = `${JSON.stringify(schema.parse(value), null, 2)}\n`;
      const written = queue.then(() => writeFileAtomic(path, text, { mode: 0o600 }));
      queue = written.catch(() => undefined);
      await written;
    },
    async settled() {
      await queue;
    },
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
