/** What was measured with one number of streams: the servers beside each other. */
import type { ServerFigures } from './measure-server.ts';
import type { ServerName } from './servers/server.ts';

/** A server may have been left out. */
export type SizeFigures = Partial<Record<ServerName, ServerFigures>>;

export interface MeasuredSize {
  readonly connections: number;
  readonly servers: SizeFigures;
}
