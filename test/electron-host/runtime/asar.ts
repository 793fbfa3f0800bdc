/**
 * Unpacks an asar archive with its `.unpacked` neighbour, and checks each file against the SHA-256 in the header, as
 * Electron does with the fuse for archive integrity.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

const file = z.object({
  size: z.number(),
  offset: z.string().optional(),
  unpacked: z.boolean().optional(),
  executable: z.boolean().optional(),
  integrity: z.object({ algorithm: z.literal('SHA256'), hash: z.string() }).optional(),
});
const link = z.object({ link: z.string() });

type File = z.output<typeof file>;
interface Folder {
  readonly files: Record<string, Folder | z.output<typeof link> | File>;
}
const folder: z.ZodType<Folder> = z.lazy(() => z.object({ files: z.record(z.string(), z.union([folder, link, file])) }));

/** The header is a pickle of a pickle: four 32-bit lengths, of which the second and the last matter, then JSON. */
const PREAMBLE_BYTES = 16;

/** @throws Error when the archive is damaged */
export function extractAsar(archive: string, destination: string): void {
  const descriptor = openSync(archive, 'r');
  try {
    const read = (length: number, position: number): Buffer => {
      const buffer = Buffer.alloc(length);
      readSync(descriptor, buffer, 0, length, position);
      return buffer;
    };
    const preamble = read(PREAMBLE_BYTES, 0);
    const dataStart = 8 + preamble.readUInt32LE(4);
    const header = folder.parse(JSON.parse(read(preamble.readUInt32LE(12), PREAMBLE_BYTES).toString()));

    const contentOf = (entry: File, path: string): Buffer => {
      const isInside = entry.unpacked !== true;
      const data = isInside ? read(entry.size, dataStart + Number(entry.offset)) : readFileSync(join(`${archive}.unpacked`, path));
      const hash = createHash('sha256').update(data).digest('hex');
      if (entry.integrity && entry.integrity.hash !== hash) throw new Error(`${archive} is damaged: ${path} does not match its hash.`);
      return data;
    };

    const write = ({ files }: Folder, path: string): void => {
      mkdirSync(join(destination, path), { recursive: true });
      for (const [name, entry] of Object.entries(files)) {
        const inner = join(path, name);
        const target = join(destination, inner);
        if ('files' in entry) write(entry, inner);
        else if ('link' in entry) symlinkSync(relative(dirname(target), join(destination, entry.link)), target);
        else writeFileSync(target, contentOf(entry, inner), { mode: entry.executable ? 0o755 : 0o644 });
      }
    };
    write(header, '');
  } finally {
    closeSync(descriptor);
  }
}
