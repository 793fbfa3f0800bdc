/**
 * Puts the modules of `electron` together for one app: the composition root of the host's API.
 */
import { randomUUID } from 'node:crypto';
import type { CdpConnection } from '../chromium/connection.ts';
import { events } from '../chromium/protocol.ts';
import type { AppFacts } from '../host/facts.ts';
import { guardUnknown } from '../host/guard.ts';
import { createJournal, type Journal } from '../host/journal.ts';
import { Lifecycle } from '../host/lifecycle.ts';
import { Schemes, WIRE_PATTERN } from '../host/schemes.ts';
import type { HostSettings } from '../host/settings.ts';
import type { Switches } from '../host/switches.ts';
import { isolatedWorldScript, mainWorldScript } from '../page/scripts.ts';
import { App, APP_ELSEWHERE } from './app.ts';
import { createBrowserWindowClass, type WindowControl } from './browser-window.ts';
import { createClipboard } from './clipboard.ts';
import { createDialog } from './dialog.ts';
import { createIpcEnd } from './ipc-main.ts';
import { createMenuClasses } from './menu.ts';
import { createNativeImageModule } from './native-image.ts';
import { createThemeControl } from './native-theme.ts';
import { createNet } from './net.ts';
import { createNotificationClass } from './notification.ts';
import { PowerMonitor } from './power-monitor.ts';
import { createProtocol } from './protocol.ts';
import { createSafeStorage } from './safe-storage.ts';
import { Screen } from './screen.ts';
import { createSessions } from './session.ts';
import { createShell } from './shell.ts';
import { createCrashReporter, createGlobalShortcut, createPowerSaveBlocker } from './system.ts';
import { createTrayClass, type TrayView } from './tray.ts';
import { createUtilityProcesses } from './utility-process.ts';
import type { ContentsHost } from './web-contents-parts.ts';
import { createWebContentsModule } from './web-contents-module.ts';

export interface HostParts {
  readonly facts: AppFacts;
  readonly settings: HostSettings;
  readonly switches: Switches;
  readonly locale: string;
  readonly connection: CdpConnection;
  readonly chromiumPid: number;
  /** Versions as main process and preloads see them in `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>> & { readonly electron: string };
  /** Node's executable, for utility processes. */
  readonly node: string;
  readonly exitProcess: (code: number) => void;
}

/** What specs of the host find in `globalThis.__electronHost`, and nothing on real Electron has. */
export interface HostSeam {
  readonly journal: Journal;
  /** What the app set on its trays. */
  trays(): TrayView[];
  setSystemColorScheme(scheme: 'light' | 'dark'): void;
}

export interface ElectronHost {
  /** The members of the module `electron`. */
  readonly electron: Readonly<Record<string, object>>;
  readonly app: App;
  readonly lifecycle: Lifecycle;
  readonly seam: HostSeam;
  killChildren(): void;
}

export function createElectron(parts: HostParts): ElectronHost {
  const { facts, settings, switches, connection, locale, node, versions } = parts;
  const lifecycle = new Lifecycle();
  const journal = createJournal();
  const schemes = new Schemes();
  const controls = new Map<number, WindowControl>();
  const trays = new Map<object, TrayView>();
  const openWindows = (): WindowControl[] => [...controls.values()];
  const app = new App({ facts, switches, lifecycle, journal, locale, openWindows, exitProcess: parts.exitProcess });
  const mainEnd = createIpcEnd();
  const protocol = createProtocol(schemes, lifecycle);
  const net = createNet(schemes);
  const nativeImage = createNativeImageModule();
  const sessions = createSessions(protocol, net, lifecycle);
  const { nativeTheme, setSystemColorScheme } = createThemeControl(settings.colorScheme);
  const utilityProcesses = createUtilityProcesses({
    lifecycle,
    node,
    app,
    executable: facts.executable,
    electronVersion: versions.electron,
  });
  const contents: ContentsHost = {
    app,
    connection,
    nativeImage,
    schemes,
    sessions,
    appPath: facts.appPath,
    chromiumPid: parts.chromiumPid,
    colorScheme: () => (nativeTheme.shouldUseDarkColors ? 'dark' : 'light'),
    ipcMain: mainEnd,
    nextId: createCounter(),
    openPages: new Map(),
    pages: new WeakMap(),
    pageSetup: createPageSetup(versions),
  };
  const BrowserWindow = createBrowserWindowClass({ app, lifecycle, contents, controls });
  const { Menu, MenuItem } = createMenuClasses({
    focusedWindow: () => BrowserWindow.getFocusedWindow() ?? undefined,
    quit: () => app.quit(),
  });

  nativeTheme.on('updated', () => {
    for (const page of contents.openPages.values()) page.setColorScheme(contents.colorScheme());
  });
  watchTargets(connection, contents, controls);

  return {
    app,
    lifecycle,
    killChildren: () => utilityProcesses.killAll(),
    seam: { journal, trays: () => [...trays.values()], setSystemColorScheme },
    electron: {
      app: guardUnknown('app', app, APP_ELSEWHERE),
      BrowserWindow,
      Menu,
      MenuItem,
      Notification: createNotificationClass(journal),
      Tray: createTrayClass({ lifecycle, nativeImage, trays }),
      clipboard: guardUnknown('clipboard', createClipboard(process.platform)),
      crashReporter: guardUnknown('crashReporter', createCrashReporter()),
      dialog: guardUnknown('dialog', createDialog(journal)),
      globalShortcut: guardUnknown('globalShortcut', createGlobalShortcut()),
      ipcMain: guardUnknown('ipcMain', mainEnd.ipc),
      nativeImage: guardUnknown('nativeImage', nativeImage),
      nativeTheme: guardUnknown('nativeTheme', nativeTheme),
      net: guardUnknown('net', net),
      powerMonitor: guardUnknown('powerMonitor', new PowerMonitor()),
      powerSaveBlocker: guardUnknown('powerSaveBlocker', createPowerSaveBlocker()),
      protocol: guardUnknown('protocol', protocol),
      safeStorage: guardUnknown(
        'safeStorage',
        createSafeStorage({
          lifecycle,
          configured: settings.secretBackend,
          passwordStoreSwitch: () => switches.getSwitchValue('password-store'),
          userData: () => app.getPath('userData'),
        }),
      ),
      screen: guardUnknown('screen', new Screen()),
      session: guardUnknown('session', sessions.module),
      shell: guardUnknown('shell', createShell(journal)),
      utilityProcess: guardUnknown('utilityProcess', utilityProcesses.module),
      webContents: createWebContentsModule(controls, contents.openPages),
    },
  };
}

function createCounter(): () => number {
  let last = 0;
  return () => ++last;
}

function createPageSetup(versions: HostParts['versions']): ContentsHost['pageSetup'] {
  const prefix = `electron-host-${randomUUID()}-`;
  const binding = `electronHost${randomUUID().replaceAll('-', '')}`;
  return ({ preloads, argv, size: [width, height], onBrokenPreload }) => ({
    width,
    height,
    binding,
    intercept: [WIRE_PATTERN],
    mainWorldScript: mainWorldScript(prefix),
    isolatedWorldScript: isolatedWorldScript({
      prefix,
      binding,
      preloads,
      facts: { platform: process.platform, arch: process.arch, versions, env: process.env, argv },
      onBroken: onBrokenPreload,
    }),
  });
}

/** Windows follow their targets: Playwright may close one, and a page may open one that nobody asked the app about. */
function watchTargets(connection: CdpConnection, { openPages }: ContentsHost, controls: ReadonlyMap<number, WindowControl>): void {
  const { browser } = connection;
  const isOurs = (targetId: string): boolean => [...openPages.values()].some((page) => page.targetId === targetId);
  browser.listen('Target.targetCreated', events.targetCreated, ({ targetInfo: { type, openerId, targetId } }) => {
    if (type === 'page' && openerId !== undefined && isOurs(openerId)) browser.tell('Target.closeTarget', { targetId });
  });
  browser.listen('Target.targetDestroyed', events.targetDestroyed, ({ targetId }) => {
    for (const control of controls.values()) {
      if (openPages.get(control.window.webContents)?.targetId === targetId) control.targetGone();
    }
  });
}
