/**
 * The desktop put together: what it remembers, the server that it keeps running, and what a person sees of both. Made once the
 * program is ready; app-events/ hand it what Electron has to say afterwards.
 */
import { app, nativeTheme, shell } from 'electron';
import type { PageName } from '../shared/ipc-contract.ts';
import { onUncaught } from './app-events/uncaught.ts';
import { askBeforeQuitting } from './compose/ask-before-quitting.ts';
import { offerHandlers } from './compose/offer-handlers.ts';
import { openServer } from './compose/open-server.ts';
import { openStorage } from './compose/open-storage.ts';
import { openTray } from './compose/open-tray.ts';
import { openWindow } from './compose/open-window.ts';
import { tellApprovals } from './compose/tell-approvals.ts';
import { tellLimitations } from './compose/tell-limitations.ts';
import { tellTrouble } from './compose/tell-trouble.ts';
import { createNotify } from './notify.ts';
import { paths } from './paths.ts';
import type { QuitFlow } from './quit-flow.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import { chooseEngine } from './updates/update-engine.ts';
import { createUpdater } from './updates/updater.ts';
import { watchForUpdates } from './updates/watch-for-updates.ts';
import { serveDashboard } from './window/app-protocol.ts';
import { setApplicationMenu } from './window/application-menu.ts';
import { confineAll, denyPermissions } from './window/confine.ts';

export interface Desktop {
  readonly quit: QuitFlow;
  open(page?: PageName): void;
}

interface DesktopOptions {
  /** Started by the system at login. */
  readonly atLogin: boolean;
  /** Started for a client that needs the sidecar. */
  readonly inBackground: boolean;
}

export async function openDesktop({ atLogin, inBackground }: DesktopOptions): Promise<Desktop> {
  const storage = await openStorage();
  const { settings, logBook, t } = storage;
  const log = logBook.scope('desktop');
  log.info(`Version ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform} ${process.arch}`);
  onUncaught(log);
  confineAll(log);
  denyPermissions();
  serveDashboard(paths.dashboard);
  setApplicationMenu(t);
  followTheme(settings);

  const server = await openServer(storage);
  const { supervisor } = server;
  const { hasTray } = await tellLimitations(storage, { atLogin });
  const notify = createNotify();
  const quit = askBeforeQuitting(storage, server);
  const window = openWindow({ storage, quit, hasTray, notify });
  const open = (page?: PageName): void => window.open(page);
  supervisor.onState(tellTrouble({ notify, t, open: () => open('overview'), isWatching: () => window.isFocused }));

  server.watch(tellApprovals({ notify, t, open: () => window.open(), isWatching: () => window.isFocused }));

  const mode = () => settings.current.updates;
  const updater = createUpdater({ engine: chooseEngine(), mode, log: logBook.scope('updates') });
  watchForUpdates({ updater, mode, notify, open, t });
  const installUpdate = (): void => void quit.prepare().then(() => updater.install());

  offerHandlers({ storage, server, updater, window, openLogs, installUpdate });
  if (hasTray) {
    const checkUpdates = async (): Promise<void> => {
      open('settings');
      await updater.check();
    };
    openTray({ storage, server, updater, open, openLogs, checkUpdates, quit: () => app.quit() });
  }

  supervisor.start();
  const { firstRunDone, startMinimised } = settings.current;
  // The first time there is something to see, and without a tray there is nothing else.
  if (!hasTray || !firstRunDone || !(startMinimised || inBackground)) open();
  else log.info(atLogin ? 'Started at login, without a window' : 'Started without a window');
  return { quit, open };
}

/** The window, its frame and the dialogs of the system in one light. */
function followTheme(settings: SettingsStore): void {
  const follow = (): void => {
    const { theme } = settings.current;
    nativeTheme.themeSource = theme === 'night' ? 'dark' : theme;
  };
  settings.onChange(follow);
  follow();
}

async function openLogs(): Promise<void> {
  await shell.openPath(app.getPath('logs'));
}
