/** macOS: a click on the icon in the Dock. */
import { app } from 'electron';

export function onActivate(open: () => void): void {
  app.on('activate', () => open());
}
