/**
 * Puts what a benchmark measured into a document between its two markers, and leaves everything else as people wrote it. Each
 * benchmark has a section of its own in docs/performance.md.
 */
import { readFile, writeFile } from 'node:fs/promises';

/** The text with another content between `<!-- bench:<name> -->` and `<!-- /bench:<name> -->`; throws when it lacks the markers. Pure. */
export function replaceSection(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from)
    throw new Error(`The document has no section between ${start} and ${end}. Add the two lines where the figures belong.`);
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

export async function writeSection(file: URL, name: string, content: string): Promise<void> {
  await writeFile(file, replaceSection(await readFile(file, 'utf8'), name, content));
}
