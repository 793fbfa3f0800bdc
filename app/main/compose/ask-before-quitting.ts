/** The way out of the program, with the question that a person is asked while assistants are connected. */
import { app, dialog } from 'electron';
import { createQuitFlow, type QuitFlow } from '../quit-flow.ts';
import type { Server } from './open-server.ts';
import type { Storage } from './open-storage.ts';

export function askBeforeQuitting({ settings, logBook, t }: Storage, { supervisor, sessions }: Server): QuitFlow {
  const log = logBook.scope('desktop');
  return createQuitFlow({
    liveSessions: () => sessions.all.length,
    async confirm(count) {
      const { response } = await dialog.showMessageBox({
        type: 'question',
        message: t('quit.message'),
        detail: t('quit.detail', { count }),
        buttons: [t('quit.confirm'), t('quit.cancel')],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      });
      return response === 0;
    },
    async shutdown() {
      await supervisor.shutdown();
      await settings.settled();
    },
    quit: () => app.quit(),
    onError: (error) => log.error('The way out failed', error),
  });
}
