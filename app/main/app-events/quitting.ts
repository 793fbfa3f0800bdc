/** `before-quit` and `will-quit`: both may be held up, by a question or by a sidecar that has not ended yet. */
import { app } from 'electron';
import type { QuitFlow } from '../quit-flow.ts';

export function onQuitting(quit: QuitFlow): void {
  app.on('before-quit', (event) => {
    if (!quit.mayQuit()) event.preventDefault();
  });
  app.on('will-quit', (event) => {
    if (!quit.mayEnd()) event.preventDefault();
  });
}
