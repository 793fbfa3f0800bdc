/**
 * The `app` module: identity, paths, single instance, and the way from `ready` to `quit` in Electron's own order of
 * events. Knows windows only as something that can be asked to close.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createEvent } from '../host/event.ts';
import type { AppFacts } from '../host/facts.ts';
import type { Journal } from '../host/journal.ts';
import type { Lifecycle } from '../host/lifecycle.ts';
import { SingleInstance } from '../host/single-instance.ts';
import type { Switches } from '../host/switches.ts';
import { AppPaths } from './app-paths.ts';

/** What quitting needs of a window. */
export interface ClosableWindow {
  /** Asks the window to close. Resolves with false when the app prevented it. */
  requestClose(): Promise<boolean>;
}

export interface AppParts {
  readonly facts: AppFacts;
  readonly switches: Switches;
  readonly lifecycle: Lifecycle;
  readonly journal: Journal;
  readonly locale: string;
  readonly openWindows: () => readonly ClosableWindow[];
  readonly exitProcess: (code: number) => void;
}

/** Members that Electron has on macOS or Windows only (`setLoginItemSettings` does nothing on Linux). */
export const APP_ELSEWHERE = [
  'dock',
  'hide',
  'show',
  'isHidden',
  'isActive',
  'setActivationPolicy',
  'setUserTasks',
  'getJumpListSettings',
  'setJumpList',
  'isInApplicationsFolder',
  'moveToApplicationsFolder',
  'setUserActivity',
  'getLoginItemSettings',
  'setLoginItemSettings',
  'setToastActivatorCLSID',
  'toastActivatorCLSID',
] as const satisfies readonly (keyof Electron.App)[];

export class App extends EventEmitter {
  readonly isPackaged: boolean;
  readonly commandLine: Switches;
  name: string;
  userAgentFallback = 'Electron';
  readonly #parts: AppParts;
  readonly #paths: AppPaths;
  readonly #instance: SingleInstance;
  #badgeCount = 0;

  constructor(parts: AppParts) {
    super();
    this.setMaxListeners(0);
    this.#parts = parts;
    this.name = parts.facts.name;
    this.isPackaged = parts.facts.isPackaged;
    this.commandLine = parts.switches;
    this.#paths = new AppPaths({
      executable: parts.facts.executable,
      userDataSwitch: () => parts.switches.getSwitchValue('user-data-dir'),
      appName: () => this.name,
    });
    this.#instance = new SingleInstance(({ argv, workingDirectory, data }) => {
      this.emit('second-instance', createEvent(), argv, workingDirectory, data);
    });
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return this.#parts.facts.version;
  }

  getAppPath(): string {
    return this.#parts.facts.appPath;
  }

  getPath(name: string): string {
    return this.#paths.get(name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  setAppLogsPath(path = this.getPath('logs')): void {
    this.#paths.set('logs', path);
  }

  getLocale(): string {
    return this.#parts.locale;
  }

  getSystemLocale(): string {
    return this.#parts.locale;
  }

  getPreferredSystemLanguages(): string[] {
    return [this.#parts.locale];
  }

  getLocaleCountryCode(): string {
    return new Intl.Locale(this.#parts.locale).region ?? '';
  }

  isReady(): boolean {
    return this.#parts.lifecycle.isReady;
  }

  whenReady(): Promise<void> {
    return this.#parts.lifecycle.whenReady;
  }

  quit(): void {
    const { lifecycle } = this.#parts;
    if (lifecycle.isQuitting || lifecycle.isExiting) return;
    lifecycle.isQuitting = true;
    const event = createEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) lifecycle.isQuitting = false;
    else void this.#closeAll();
  }

  /** Ends at once: no `before-quit`, no `will-quit`, no question to any window. */
  exit(code = 0): void {
    if (this.#parts.lifecycle.isExiting) return;
    this.#parts.lifecycle.isExiting = true;
    this.emit('quit', createEvent(), code);
    this.#instance.release();
    this.#parts.exitProcess(code);
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.#parts.journal.relaunches.push(options);
  }

  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    return this.#instance.request(this.getPath('userData'), additionalData);
  }

  hasSingleInstanceLock(): boolean {
    return this.#instance.isHeld;
  }

  releaseSingleInstanceLock(): void {
    this.#instance.release();
  }

  disableHardwareAcceleration(): void {
    if (this.isReady()) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }

  setBadgeCount(count = 0): boolean {
    this.#badgeCount = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badgeCount;
  }

  getAppMetrics(): { pid: number; type: string }[] {
    return [{ pid: process.pid, type: 'Browser' }];
  }

  isAccessibilitySupportEnabled(): boolean {
    return false;
  }

  setAsDefaultProtocolClient(_protocol: string): boolean {
    return false;
  }

  removeAsDefaultProtocolClient(_protocol: string): boolean {
    return false;
  }

  isDefaultProtocolClient(_protocol: string): boolean {
    return false;
  }

  // What follows has no effect that a headless host could show.
  enableSandbox(): void {}
  focus(): void {}
  setAboutPanelOptions(_options: Electron.AboutPanelOptionsOptions): void {}
  setAppUserModelId(_id: string): void {}
  setDesktopName(_name: string): void {}
  showAboutPanel(): void {}

  async #closeAll(): Promise<void> {
    const { lifecycle, openWindows } = this.#parts;
    // What the caller of quit() still does in its turn is done before anything ends, as in Electron.
    await new Promise((resolve) => setImmediate(resolve));
    for (const window of openWindows()) {
      if (await window.requestClose()) continue;
      lifecycle.isQuitting = false;
      return;
    }
    const event = createEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) lifecycle.isQuitting = false;
    else this.exit(0);
  }
}

/** Announces `ready`, unless the app ended or began to end while it loaded. */
export function announceReady(app: App, lifecycle: Lifecycle): void {
  if (lifecycle.isQuitting || lifecycle.isExiting) return;
  mkdirSync(app.getPath('userData'), { recursive: true });
  lifecycle.becomeReady();
  app.emit('ready', {}, {});
}
