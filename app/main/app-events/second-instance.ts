/** A second start brings up the window of the first. */
import { app } from 'electron';

export function onSecondInstance(open: () => void): void {
  app.on('second-instance', () => open());
}
