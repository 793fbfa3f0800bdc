/** What one source said: a value at a place in the configuration. The common form of file, environment and flags. */
import type { Origin, Problem } from './problems.ts';
import type { Path } from './schema-tree.ts';

export interface Given {
  readonly path: Path;
  readonly value: unknown;
  /** Where the value at a path (from the top of the configuration) was written. */
  originOf(path: Path): Origin;
  /** The folder that relative paths in the value start from. */
  readonly folder: string;
}

export interface SourceReading {
  readonly given: readonly Given[];
  readonly problems: readonly Problem[];
  /** Settings that were given, but could not be read: what follows from their absence is not worth a message. */
  readonly unreadable: readonly Path[];
}
