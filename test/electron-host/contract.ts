/**
 * The host's classes held to electron.d.ts by the compiler: a member that both have fits, and the host has none that
 * Electron lacks. Only types; nothing here runs. What types cannot see (names at run time, names of events) is held by
 * test/unit/electron-host/contract.test.ts.
 */
import type { EventEmitter } from 'node:events';
import type { App } from './runtime/api/app.ts';
import type { BrowserWindow } from './runtime/api/browser-window.ts';
import type { IpcMain } from './runtime/api/ipc-main.ts';
import type { MenuItem } from './runtime/api/menu-item.ts';
import type { MenuClasses } from './runtime/api/menu.ts';
import type { NativeImage } from './runtime/api/native-image.ts';
import type { NativeTheme } from './runtime/api/native-theme.ts';
import type { ClientRequest } from './runtime/api/net-request.ts';
import type { NotificationClass } from './runtime/api/notification.ts';
import type { PowerMonitor } from './runtime/api/power-monitor.ts';
import type { SafeStorage } from './runtime/api/safe-storage.ts';
import type { Screen } from './runtime/api/screen.ts';
import type { Session } from './runtime/api/session.ts';
import type { TrayClass } from './runtime/api/tray.ts';
import type { UtilityProcess } from './runtime/api/utility-process.ts';
import type { WebContents } from './runtime/api/web-contents.ts';
import type { WebFrameMain } from './runtime/api/web-frame-main.ts';
import type { Switches } from './runtime/host/switches.ts';

type Own<T> = Exclude<keyof T, keyof EventEmitter>;

/**
 * Holds `Ours` to `Theirs`.
 * `Loose` names members whose types speak of the host's own classes, or of a part of Electron's structure, where
 * Electron speaks of its whole: compared by name alone.
 */
type Holds<Ours extends Pick<Theirs, Exclude<Own<Ours> & keyof Theirs, Loose>>, Theirs, Loose extends keyof Theirs = never> =
  Exclude<Own<Ours>, keyof Theirs> extends never ? true : ['not in Electron:', Exclude<Own<Ours>, keyof Theirs>];

type All<T extends readonly true[]> = T;

export type Contract = All<
  [
    Holds<App, Electron.App, 'commandLine' | 'getAppMetrics'>,
    Holds<Switches, Electron.CommandLine>,
    Holds<BrowserWindow, Electron.BrowserWindow, 'webContents' | 'capturePage'>,
    Holds<WebContents, Electron.WebContents, 'session' | 'ipc' | 'mainFrame' | 'capturePage'>,
    Holds<WebFrameMain, Electron.WebFrameMain, 'top'>,
    Holds<IpcMain, Electron.IpcMain, 'handle' | 'handleOnce'>,
    Holds<Session, Electron.Session, 'protocol' | 'webRequest' | 'serviceWorkers' | 'fetch' | 'setPermissionRequestHandler'>,
    Holds<MenuItem, Electron.MenuItem, 'icon' | 'menu' | 'submenu' | 'role'>,
    Holds<InstanceType<MenuClasses['Menu']>, Electron.Menu, 'items' | 'append' | 'insert' | 'getMenuItemById'>,
    Holds<InstanceType<TrayClass>, Electron.Tray, 'setContextMenu' | 'popUpContextMenu' | 'setImage' | 'setPressedImage'>,
    Holds<InstanceType<NotificationClass>, Electron.Notification>,
    Holds<NativeImage, Electron.NativeImage, 'resize'>,
    Holds<NativeTheme, Electron.NativeTheme>,
    Holds<PowerMonitor, Electron.PowerMonitor>,
    Holds<SafeStorage, Electron.SafeStorage>,
    Holds<Screen, Electron.Screen, 'getPrimaryDisplay' | 'getAllDisplays' | 'getDisplayNearestPoint' | 'getDisplayMatching'>,
    Holds<ClientRequest, Electron.ClientRequest, 'write' | 'end'>,
    Holds<UtilityProcess, Electron.UtilityProcess, 'stdout' | 'stderr'>,
  ]
>;
