/** Closing the window leaves the program in the tray: a listener that does nothing keeps Electron from quitting. */
import { app } from 'electron';

export function onWindowAllClosed(): void {
  app.on('window-all-closed', () => undefined);
}
