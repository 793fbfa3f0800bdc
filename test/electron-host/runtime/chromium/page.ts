/**
 * One page of Chromium: its target, its two worlds, its navigation. `WebContents` stands on it and gives the events
 * their Electron names; nothing here knows Electron.
 */
import { type PageMessage, pageMessage, type HostMessage, RECEIVER } from '../page/wire.ts';
import type { CdpConnection, CdpSession } from './connection.ts';
import { events, type PausedRequest, results } from './protocol.ts';

/** Chromium names the world of preloads so in its DevTools, for Electron too. */
const WORLD = 'Electron Isolated Context';

export interface PageEvents {
  onMessage(message: PageMessage): void;
  onConsole(level: string, text: string): void;
  onNavigated(url: string): void;
  onNavigatedWithin(url: string): void;
  onDomReady(): void;
  onLoaded(): void;
  onCrashed(): void;
  onRequest(request: PausedRequest): void;
}

export interface PageSetup {
  readonly width: number;
  readonly height: number;
  readonly mainWorldScript: string;
  readonly isolatedWorldScript: string;
  /** Name of the function by which the isolated world calls the host. */
  readonly binding: string;
  /** URL patterns whose requests are intercepted; documents always are. */
  readonly intercept: readonly string[];
}

export class ChromiumPage {
  readonly targetId: string;
  readonly mainFrameId: string;
  readonly #browser: CdpSession;
  readonly #session: CdpSession;
  readonly #windowId: number;
  #isolatedContext: number | undefined;

  static async open(connection: CdpConnection, setup: PageSetup, on: PageEvents): Promise<ChromiumPage> {
    const { browser } = connection;
    const { width, height } = setup;
    const { targetId } = await browser.ask('Target.createTarget', { url: 'about:blank', width, height, newWindow: true }, results.created);
    const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true }, results.attached);
    const { windowId } = await browser.ask('Browser.getWindowForTarget', { targetId }, results.window);
    const session = connection.session(sessionId);
    await session.send('Page.enable');
    const { frameTree } = await session.ask('Page.getFrameTree', {}, results.frameTree);
    const page = new ChromiumPage(browser, session, { targetId, windowId, mainFrameId: frameTree.frame.id });
    page.#listen(setup.binding, on);
    await page.#prepare(setup);
    await page.resize(width, height);
    return page;
  }

  constructor(browser: CdpSession, session: CdpSession, ids: { targetId: string; windowId: number; mainFrameId: string }) {
    this.#browser = browser;
    this.#session = session;
    this.#windowId = ids.windowId;
    this.targetId = ids.targetId;
    this.mainFrameId = ids.mainFrameId;
  }

  /** Resolves once the document has loaded; rejects with Chromium's `net::ERR_…` text. */
  async navigate(url: string): Promise<void> {
    const loaded = this.#session.next('Page.loadEventFired');
    const { errorText, loaderId } = await this.#session.ask('Page.navigate', { url }, results.navigated);
    if (errorText) throw new Error(errorText);
    // Without a loader the navigation stayed within the document.
    if (loaderId) await loaded;
  }

  reload(): void {
    this.#session.tell('Page.reload');
  }

  /** Evaluates in the page's own world. @throws Error with what the page threw */
  async evaluate(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.#session.ask('Runtime.evaluate', params, results.evaluated);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Hands a message to the preload's world; lost, as in Electron, while no document is there to take it. */
  deliver(message: HostMessage): void {
    if (this.#isolatedContext === undefined) return;
    const expression = `${RECEIVER}(${JSON.stringify(message)})`;
    this.#session.tell('Runtime.evaluate', { contextId: this.#isolatedContext, expression });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.#session.ask('Page.captureScreenshot', { format: 'png' }, results.screenshot);
    return Buffer.from(data, 'base64');
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#browser.send('Browser.setContentsSize', { windowId: this.#windowId, width, height });
  }

  /** A hidden page's `visibilityState` is `hidden`, and its animation frames rest. */
  setVisible(isVisible: boolean): void {
    const bounds = { windowState: isVisible ? 'normal' : 'minimized' };
    this.#browser.tell('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
  }

  /** Zooms as a browser does: fewer CSS pixels, each of them larger. */
  zoom(factor: number, width: number, height: number): void {
    if (factor === 1) return this.#session.tell('Emulation.clearDeviceMetricsOverride');
    const metrics = { width: Math.round(width / factor), height: Math.round(height / factor), deviceScaleFactor: factor, mobile: false };
    this.#session.tell('Emulation.setDeviceMetricsOverride', metrics);
  }

  setColorScheme(scheme: 'light' | 'dark'): void {
    this.#session.tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  async setPermission(name: string, origin: string, isGranted: boolean): Promise<void> {
    const setting = isGranted ? 'granted' : 'denied';
    await this.#browser.send('Browser.setPermission', { permission: { name }, setting, origin });
  }

  /** Answers an intercepted request; of no use once its page has gone. */
  answer(command: 'continueRequest' | 'continueResponse' | 'failRequest' | 'fulfillRequest', params: object): void {
    this.#session.tell(`Fetch.${command}`, params);
  }

  crash(): void {
    this.#session.tell('Page.crash');
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.closeTarget', { targetId: this.targetId });
  }

  #listen(binding: string, on: PageEvents): void {
    const session = this.#session;
    session.listen('Runtime.executionContextCreated', events.contextCreated, ({ context }) => {
      if (context.name === WORLD && context.auxData?.frameId === this.mainFrameId) this.#isolatedContext = context.id;
    });
    session.listen('Runtime.executionContextDestroyed', events.contextDestroyed, ({ executionContextId }) => {
      if (executionContextId === this.#isolatedContext) this.#isolatedContext = undefined;
    });
    session.listen('Runtime.executionContextsCleared', events.nothing, () => (this.#isolatedContext = undefined));
    session.listen('Runtime.bindingCalled', events.bindingCalled, ({ name, payload, executionContextId }) => {
      if (name !== binding || executionContextId !== this.#isolatedContext) return;
      on.onMessage(pageMessage.parse(JSON.parse(payload)));
    });
    session.listen('Runtime.consoleAPICalled', events.consoleApiCalled, ({ type, args }) => {
      on.onConsole(
        type,
        args.map(({ value, description }) => (typeof value === 'string' ? value : (description ?? JSON.stringify(value)))).join(' '),
      );
    });
    session.listen('Runtime.exceptionThrown', events.exceptionThrown, ({ exceptionDetails: { exception, text } }) => {
      on.onConsole('error', `Uncaught ${exception?.description ?? text}`);
    });
    session.listen('Page.frameNavigated', events.frameNavigated, ({ frame }) => {
      if (frame.parentId === undefined) on.onNavigated(frame.url);
    });
    session.listen('Page.navigatedWithinDocument', events.navigatedWithinDocument, ({ frameId, url }) => {
      if (frameId === this.mainFrameId) on.onNavigatedWithin(url);
    });
    session.listen('Page.domContentEventFired', events.nothing, () => on.onDomReady());
    session.listen('Page.loadEventFired', events.nothing, () => on.onLoaded());
    session.listen('Inspector.targetCrashed', events.nothing, () => on.onCrashed());
    session.listen('Fetch.requestPaused', events.requestPaused, (request) => on.onRequest(request));
  }

  async #prepare({ binding, mainWorldScript, isolatedWorldScript, intercept }: PageSetup): Promise<void> {
    const session = this.#session;
    await Promise.all([
      session.send('Runtime.enable'),
      session.send('Inspector.enable'),
      session.send('Runtime.addBinding', { name: binding, executionContextName: WORLD }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: isolatedWorldScript, worldName: WORLD }),
      session.send('Fetch.enable', {
        patterns: [
          ...intercept.map((urlPattern) => ({ urlPattern, requestStage: 'Request' })),
          { urlPattern: '*', resourceType: 'Document', requestStage: 'Request' },
          { urlPattern: '*', resourceType: 'Document', requestStage: 'Response' },
        ],
      }),
    ]);
  }
}
