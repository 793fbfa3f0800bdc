/** What the YAML and the JSON parser have in common: their result, and how a position becomes a line. */
import type { Path } from './schema-tree.ts';

export interface FileProblem {
  readonly line: number | undefined;
  readonly text: string;
}

export type ParsedFile =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** The line (from 1) of the key or list element at the path, or of the nearest place around it. */
      lineOf(path: Path): number | undefined;
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A byte order mark, as some editors on Windows write it, is no part of the text. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The line, counted from 1, in which the character at the offset stands. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
