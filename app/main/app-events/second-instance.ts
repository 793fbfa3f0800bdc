/** A second start brings up the window of the first, unless it was made for a client that needs the sidecar. */
import { app } from 'electron';
import { IN_BACKGROUND } from '../stdio/launch.ts';

export function onSecondInstance(open: () => void): void {
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes(IN_BACKGROUND)) open();
  });
}
