/**
 * `WebContents`: one page with its preload, its IPC and its permissions, under Electron's names and in Electron's order
 * of events. Chromium is reached through `ChromiumPage` only.
 */
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WebPreferences } from 'electron';
import { ChromiumPage } from '../chromium/page.ts';
import { createEvent } from '../host/event.ts';
import type { PageMessage } from '../page/wire.ts';
import { ContentsView } from './contents-view.ts';
import { createIpcEnd, type IpcEvent, type IpcMain } from './ipc-main.ts';
import type { NativeImage } from './native-image.ts';
import { PageIpc } from './page-ipc.ts';
import { settlePermission } from './permission.ts';
import { RequestGate } from './request-gate.ts';
import type { Session } from './session.ts';
import { WebFrameMain } from './web-frame-main.ts';
import type { ContentsHost, ContentsOwner, WindowOpenHandler } from './web-contents-parts.ts';

export class WebContents extends ContentsView {
  readonly id: number;
  readonly session: Session;
  readonly ipc: IpcMain;
  readonly mainFrame: WebFrameMain;
  readonly #host: ContentsHost;
  readonly #owner: ContentsOwner;
  readonly #pageIpc: PageIpc;
  readonly #page: Promise<ChromiumPage>;
  readonly #gate: Promise<RequestGate>;
  /** The page once it is open, for what is pointless before. */
  #open: ChromiumPage | undefined;
  #windowOpenHandler: WindowOpenHandler | undefined;
  #url = '';
  #title = '';
  #isLoading = false;
  #isCrashed = false;

  constructor(host: ContentsHost, owner: ContentsOwner, preferences: WebPreferences, session: Session) {
    super((factor) => void this.#page.then((page) => page.zoom(factor, ...owner.getContentSize())));
    requireIsolation(preferences);
    this.#host = host;
    this.#owner = owner;
    this.id = host.nextId();
    this.session = session;
    this.mainFrame = new WebFrameMain(this.id, {
      url: () => this.#url,
      origin: () => host.schemes.originOf(this.#url),
    });
    const end = createIpcEnd();
    this.ipc = end.ipc;
    this.#pageIpc = new PageIpc({
      pageEnd: end,
      mainEnd: host.ipcMain,
      createEvent: () => this.#ipcEvent(),
      onSend: (event, channel, args) => this.emit('ipc-message', event, channel, ...args),
      deliver: (message) => this.#open?.deliver(message),
    });
    this.#page = this.#start(preferences);
    this.#gate = this.#page.then(
      (page) =>
        new RequestGate({
          page,
          schemes: host.schemes,
          hooks: host.sessions.policyOf(session).webRequest,
          mayNavigate: (url, isMainFrame) => this.#mayNavigate(url, isMainFrame),
        }),
    );
    this.#page.catch((error: unknown) => console.error('The test host could not open a page:', error));
    host.pages.set(this, this.#page);
  }

  async loadURL(url: string): Promise<void> {
    const [page, gate] = await Promise.all([this.#page, this.#gate]);
    const wireUrl = this.#host.schemes.toWire(url);
    gate.expect(wireUrl);
    this.#isLoading = true;
    this.emit('did-start-loading');
    try {
      await page.navigate(wireUrl);
    } catch (cause) {
      const code = cause instanceof Error ? cause.message : String(cause);
      this.#isLoading = false;
      this.emit('did-fail-load', createEvent(), -2, code, url, true);
      throw Object.assign(new Error(`${code} (-2) loading '${url}'`, { cause }), { code, errno: -2, url });
    } finally {
      gate.expect(undefined);
    }
    // The events of this load are delivered before the promise resolves, as in Electron.
    await new Promise((resolve) => setImmediate(resolve));
  }

  loadFile(path: string, { query = {}, hash = '' }: { query?: Record<string, string>; hash?: string } = {}): Promise<void> {
    const url = pathToFileURL(isAbsolute(path) ? path : join(this.#host.appPath, path));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    if (hash) url.hash = hash;
    return this.loadURL(url.href);
  }

  reload(): void {
    this.#isCrashed = false;
    const wireUrl = this.#host.schemes.toWire(this.#url);
    void Promise.all([this.#page, this.#gate]).then(([page, gate]) => {
      gate.expect(wireUrl);
      page.reload();
    });
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  send(channel: string, ...args: unknown[]): void {
    this.#pageIpc.send(channel, args);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }

  async capturePage(): Promise<NativeImage> {
    return this.#host.nativeImage.createFromBuffer(await (await this.#page).screenshot());
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  getURL(): string {
    return this.#url;
  }

  getTitle(): string {
    return this.#title;
  }

  getType(): 'window' {
    return 'window';
  }

  getOSProcessId(): number {
    return this.#host.chromiumPid;
  }

  isLoading(): boolean {
    return this.#isLoading;
  }

  isCrashed(): boolean {
    return this.#isCrashed;
  }

  isDestroyed(): boolean {
    return this.#owner.isDestroyed();
  }

  forcefullyCrashRenderer(): void {
    this.#open?.crash();
  }

  close(): void {
    this.#owner.close();
  }

  async #start(preferences: WebPreferences): Promise<ChromiumPage> {
    const preloads = this.#host.sessions.policyOf(this.session).preloads.filter(({ type }) => type === 'frame');
    const setup = this.#host.pageSetup({
      preloads: [...preloads.map(({ filePath }) => filePath), ...(preferences.preload ? [preferences.preload] : [])],
      argv: preferences.additionalArguments ?? [],
      size: this.#owner.getContentSize(),
      onBrokenPreload: (path, error) => setImmediate(() => this.#reportPreload(path, error)),
    });
    this.#open = await ChromiumPage.open(this.#host.connection, setup, {
      onMessage: (message) => this.#receive(message),
      onConsole: (level, message) => this.emit('console-message', createEvent({ level, message, frame: this.mainFrame })),
      onNavigated: (url) => this.#navigated(url),
      onNavigatedWithin: (url) => {
        this.#url = this.#host.schemes.fromWire(url);
        this.emit('did-navigate-in-page', createEvent(), this.#url, true);
      },
      onDomReady: () => this.#url && this.emit('dom-ready', createEvent()),
      onLoaded: () => void this.#loaded(),
      onCrashed: () => this.#crashed(),
      onRequest: (request) => void this.#gate.then((gate) => gate.pass(request)),
    });
    this.#open.setColorScheme(this.#host.colorScheme());
    this.#host.openPages.set(this, this.#open);
    return this.#open;
  }

  #receive(message: PageMessage): void {
    if (message.type === 'send') this.#pageIpc.receiveSend(message);
    else if (message.type === 'invoke') void this.#pageIpc.receiveInvoke(message);
    else if (message.type === 'close') this.#owner.close();
    else if (message.type === 'preload-error') this.#reportPreload(message.path, new Error(message.message));
    else if (message.type === 'open') this.#askToOpen(message);
    else if (message.type === 'permission') void this.#askPermission(message);
  }

  #askToOpen({ url, frameName, features, disposition }: Extract<PageMessage, { type: 'open' }>): void {
    const details = {
      url: this.#host.schemes.fromWire(url),
      frameName,
      features,
      disposition,
      referrer: { url: '', policy: 'default' as const },
    };
    const answer = this.#windowOpenHandler?.(details) ?? { action: 'allow' };
    if (answer.action !== 'deny') console.error(`The test host opens no child windows; ${details.url} was to be one.`);
  }

  async #askPermission(message: Extract<PageMessage, { type: 'permission' }>): Promise<void> {
    const { permissionHandler } = this.#host.sessions.policyOf(this.session);
    await settlePermission({ page: await this.#page, message, handler: permissionHandler, contents: this, url: this.#url });
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const event = createEvent({ url, isMainFrame, isSameDocument: false, frame: isMainFrame ? this.mainFrame : null });
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  #navigated(wireUrl: string): void {
    this.#url = wireUrl === 'about:blank' ? '' : this.#host.schemes.fromWire(wireUrl);
    this.emit('did-navigate', createEvent(), this.#url, 200, 'OK');
  }

  async #loaded(): Promise<void> {
    if (!this.#url) return;
    this.#isLoading = false;
    const title = String(await this.executeJavaScript('document.title').catch(() => ''));
    if (title && title !== this.#title) {
      this.#title = title;
      const event = createEvent();
      this.emit('page-title-updated', event, title, true);
      this.#owner.titleChanged(event, title);
    }
    this.emit('did-finish-load');
    this.emit('did-stop-loading');
    this.#owner.firstLoadDone();
  }

  #crashed(): void {
    this.#isCrashed = true;
    const details = { reason: 'crashed', exitCode: 1 };
    this.emit('render-process-gone', createEvent(), details);
    this.#host.app.emit('render-process-gone', createEvent(), this, details);
  }

  #reportPreload(path: string, error: Error): void {
    console.error(`Unable to load preload script: ${path}\n${error.stack ?? error.message}`);
    this.emit('preload-error', createEvent(), path, error);
  }

  #ipcEvent(): IpcEvent {
    return createEvent({ sender: this, senderFrame: this.mainFrame, processId: 1, frameId: this.id, type: 'frame' as const });
  }
}

/** @throws Error for the preferences that would give pages more than the host can give, or than this app should */
function requireIsolation({ nodeIntegration, contextIsolation, sandbox }: WebPreferences): void {
  if (nodeIntegration === true || contextIsolation === false || sandbox === false) {
    throw new Error('The test host shows windows with contextIsolation and sandbox, and without nodeIntegration, only.');
  }
}
