/**
 * The `BrowserWindow` class of one app: a frame with a `WebContents` in it, shown in a Chromium target of its own.
 */
import type { BrowserWindowConstructorOptions } from 'electron';
import type { ChromiumPage } from '../chromium/page.ts';
import { createEvent, type HostEvent } from '../host/event.ts';
import { guardUnknown, markDestroyed } from '../host/guard.ts';
import type { Lifecycle } from '../host/lifecycle.ts';
import type { App } from './app.ts';
import type { NativeImage } from './native-image.ts';
import { WebContents } from './web-contents.ts';
import type { ContentsHost } from './web-contents-parts.ts';
import { WindowFrame } from './window-frame.ts';

/** What the host itself may do to a window, and the app may not. */
export interface WindowControl {
  readonly window: BrowserWindow;
  requestClose(): Promise<boolean>;
  /** Its target has gone, whoever closed it. */
  targetGone(): void;
}

export interface WindowParts {
  readonly app: App;
  readonly lifecycle: Lifecycle;
  readonly contents: ContentsHost;
  readonly controls: Map<number, WindowControl>;
}

export class BrowserWindow extends WindowFrame {
  readonly id: number;
  readonly webContents: WebContents;
  readonly #parts: WindowParts;
  #isVisible = false;
  #isFocused = false;
  #isDestroyed = false;
  #isPainted = false;

  constructor(parts: WindowParts, options: BrowserWindowConstructorOptions) {
    parts.lifecycle.requireReady('Cannot create BrowserWindow before app is ready');
    super(options, parts.app.name, {
      resize: (width, height) => this.#withPage((page) => page.resize(width, height)),
      setVisible: (isVisible) => this.#withPage((page) => page.setVisible(isVisible)),
    });
    const { partition = '', ...preferences } = options.webPreferences ?? {};
    this.#parts = parts;
    this.id = parts.contents.nextId();
    const session = parts.contents.sessions.module.fromPartition(partition);
    this.webContents = new WebContents(parts.contents, this.#owner(), preferences, session);
    parts.controls.set(this.id, {
      window: this,
      requestClose: () => this.#requestClose(),
      targetGone: () => this.#gone(),
    });
    parts.app.emit('web-contents-created', createEvent(), this.webContents);
    parts.app.emit('browser-window-created', createEvent(), this);
    if (options.show ?? true) this.show();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  loadFile(path: string, options?: { query?: Record<string, string>; hash?: string }): Promise<void> {
    return this.webContents.loadFile(path, options);
  }

  reload(): void {
    this.webContents.reload();
  }

  capturePage(): Promise<NativeImage> {
    return this.webContents.capturePage();
  }

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    if (this.#isVisible) return;
    this.#isVisible = true;
    this.#withPage((page) => page.setVisible(true));
    this.emit('show', createEvent());
  }

  hide(): void {
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.#withPage((page) => page.setVisible(false));
    this.blur();
    this.emit('hide', createEvent());
  }

  isVisible(): boolean {
    return this.#isVisible && !this.isMinimized();
  }

  focus(): void {
    for (const { window } of this.#parts.controls.values()) if (window !== this) window.blur();
    if (this.#isFocused) return;
    this.#isFocused = true;
    this.emit('focus', createEvent());
    this.#parts.app.emit('browser-window-focus', createEvent(), this);
  }

  blur(): void {
    if (!this.#isFocused) return;
    this.#isFocused = false;
    this.emit('blur', createEvent());
    this.#parts.app.emit('browser-window-blur', createEvent(), this);
  }

  isFocused(): boolean {
    return this.#isFocused;
  }

  close(): void {
    void this.#requestClose();
  }

  destroy(): void {
    void this.#closePage();
    this.#gone();
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  #owner(): ConstructorParameters<typeof WebContents>[1] {
    return {
      close: () => this.close(),
      isDestroyed: () => this.#isDestroyed,
      getContentSize: () => this.getContentSize(),
      titleChanged: (event, title) => this.#titleChanged(event, title),
      firstLoadDone: () => this.#firstLoadDone(),
    };
  }

  #titleChanged(event: HostEvent, title: string): void {
    if (this.#isDestroyed) return;
    this.emit('page-title-updated', event, title, true);
    if (!event.defaultPrevented) this.setTitle(title);
  }

  #firstLoadDone(): void {
    if (this.#isPainted || this.#isDestroyed) return;
    this.#isPainted = true;
    this.emit('ready-to-show');
  }

  async #requestClose(): Promise<boolean> {
    if (this.#isDestroyed) return true;
    const event = createEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    await this.#closePage();
    this.#gone();
    return true;
  }

  /** The target may have gone already, or never have come up. */
  async #closePage(): Promise<void> {
    await this.#parts.contents.pages
      .get(this.webContents)
      ?.then((page) => page.close())
      .catch(() => {});
  }

  /** In one go, as in Electron: nobody finds the window missing before `closed` has been told, nor there afterwards. */
  #gone(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#isVisible = false;
    this.#isFocused = false;
    const { app, controls, lifecycle, contents } = this.#parts;
    controls.delete(this.id);
    contents.openPages.delete(this.webContents);
    markDestroyed(this);
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (controls.size > 0 || lifecycle.isQuitting || lifecycle.isExiting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  /** Does nothing once the page has gone. */
  #withPage(act: (page: ChromiumPage) => unknown): void {
    this.#parts.contents.pages
      .get(this.webContents)
      ?.then(act)
      .catch(() => {});
  }
}

export type BrowserWindowClass = ReturnType<typeof createBrowserWindowClass>;

export function createBrowserWindowClass(parts: WindowParts) {
  guardUnknown('BrowserWindow', WindowFrame.prototype);
  guardUnknown('webContents', WebContents.prototype);
  const all = (): BrowserWindow[] => [...parts.controls.values()].map(({ window }) => window);

  return class extends BrowserWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      super(parts, options);
    }

    static getAllWindows(): BrowserWindow[] {
      return all();
    }

    static fromId(id: number): BrowserWindow | null {
      return parts.controls.get(id)?.window ?? null;
    }

    static fromWebContents(contents: object): BrowserWindow | null {
      return all().find((window) => window.webContents === contents) ?? null;
    }

    static getFocusedWindow(): BrowserWindow | null {
      return all().find((window) => window.isFocused()) ?? null;
    }
  };
}
