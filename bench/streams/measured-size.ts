/** What was measured with one number of streams: the servers beside each other. */
import { median } from '../lib/statistics.ts';
import type { ServerFigures } from './measure-server.ts';
import type { ServerName } from './servers/server.ts';

/** Of each server what each pass has measured. A server may have been left out. */
export type SizeFigures = Partial<Record<ServerName, readonly ServerFigures[]>>;

/** The median over the passes; NaN for a server that was left out. */
export function medianOf(passes: readonly ServerFigures[] | undefined, of: (figures: ServerFigures) => number): number {
  return median((passes ?? []).map(of));
}

export function sumOf(passes: readonly ServerFigures[] | undefined, of: (figures: ServerFigures) => number): number {
  return (passes ?? []).reduce((sum, figures) => sum + of(figures), 0);
}

export interface MeasuredSize {
  readonly connections: number;
  readonly servers: SizeFigures;
}
