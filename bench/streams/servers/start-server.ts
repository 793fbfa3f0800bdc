/** Starts the server of a name, for so many readers. */
import type { Bundle } from '../../lib/bundle.ts';
import { startExpressServer } from './express.ts';
import { startMosquittoServer } from './mosquitto.ts';
import { startNchanServer } from './nchan.ts';
import type { ServerName, StreamServer } from './server.ts';
import { startSidecarServer } from './sidecar.ts';

export function startServer(name: ServerName, bundle: Bundle, connections: number): Promise<StreamServer> {
  switch (name) {
    case 'sidecar':
      return startSidecarServer(bundle);
    case 'nchan':
      return startNchanServer(connections);
    case 'express':
      return startExpressServer();
    case 'mosquitto':
      return startMosquittoServer();
  }
}
