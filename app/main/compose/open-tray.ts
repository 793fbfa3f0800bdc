/** The tray, kept up to date, and what choosing its items does. */
import { clipboard } from 'electron';
import type { PageName } from '../../shared/ipc-contract.ts';
import { paths } from '../paths.ts';
import { createTestSeam } from '../test-seam.ts';
import { recentSessions } from '../tray/recent-sessions.ts';
import type { RecentSession, TrayAction } from '../tray/tray-menu.ts';
import { createTray } from '../tray/tray.ts';
import type { Updater } from '../updates/updater.ts';
import type { Server } from './open-server.ts';
import type { Storage } from './open-storage.ts';

interface TrayDeps {
  readonly storage: Storage;
  readonly server: Server;
  readonly updater: Updater;
  readonly open: (page?: PageName) => void;
  readonly openLogs: () => Promise<void>;
  readonly checkUpdates: () => Promise<void>;
  readonly quit: () => void;
}

export function openTray({ storage, server, updater, open, openLogs, checkUpdates, quit }: TrayDeps): void {
  const { settings, logBook, t } = storage;
  const { supervisor, sessions, approvals } = server;
  const log = logBook.scope('tray');

  const run = async (action: TrayAction): Promise<void> => {
    switch (action.kind) {
      case 'start':
        return supervisor.start();
      case 'stop':
        return supervisor.stop();
      case 'restart':
        return supervisor.restart();
      case 'attach':
        return supervisor.attach();
      case 'use-port':
        await server.changePort(action.port);
        return;
      case 'open':
        return open(action.page);
      case 'copy':
        return clipboard.writeText(action.text);
      case 'open-logs':
        return openLogs();
      case 'check-updates':
        return checkUpdates();
      case 'quit':
        return quit();
    }
  };

  const onAction = (action: TrayAction): void => {
    run(action).catch((error: unknown) => log.error(`The tray could not do "${action.kind}"`, error));
  };
  const tray = createTray({ icons: paths.icons, onAction, onMenu: createTestSeam(process.env) });

  let recent: readonly RecentSession[] = [];
  const refresh = (): void => {
    tray.show(
      {
        sidecar: supervisor.state,
        sessions: recent,
        approvals: approvals.waiting,
        updatable: updater.state.name !== 'elsewhere',
      },
      t,
    );
  };
  supervisor.onState(refresh);
  settings.onChange(refresh);
  approvals.onChange(refresh);
  sessions.onChange((live) => {
    recent = recentSessions(recent, live);
    refresh();
  });
  refresh();
}
