/** What the scenarios see of a server, whichever it is: where its readers connect, how to publish to them, what it takes. */
import type { Target } from '../target.ts';

export const SERVER_NAMES = ['sidecar', 'nchan', 'express', 'mosquitto'] as const;

export type ServerName = (typeof SERVER_NAMES)[number];

export interface Publisher extends Disposable {
  /** Does not wait for anything. */
  publish(topic: string, payload: string): void;
}

export interface StreamServer extends AsyncDisposable {
  readonly name: ServerName;
  /** Of the process that serves the readers. */
  readonly pid: number;
  readonly target: Target;
  openPublisher(): Promise<Publisher>;
  /** Bytes in memory, after a garbage collection where there is one. */
  memory(): Promise<number>;
}
