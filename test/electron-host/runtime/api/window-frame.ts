/**
 * The part of a window that is no page: size, place, state, title, and the events that go with them. `BrowserWindow`
 * builds on it and tells Chromium what changed.
 */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { createEvent } from '../host/event.ts';

/** What a change of the frame does to the page in it. */
export interface FrameEffects {
  readonly resize: (width: number, height: number) => void;
  readonly setVisible: (isVisible: boolean) => void;
}

/** Height of the frame is nothing here: the content is as large as the window. */
export class WindowFrame extends EventEmitter {
  readonly #effects: FrameEffects;
  #bounds: Rectangle;
  #minimumSize: [number, number];
  #title: string;
  #menu: object | null = null;
  #isMenuBarVisible = true;
  #isResizable: boolean;
  #isMaximized = false;
  #isFullScreen = false;
  #isAlwaysOnTop: boolean;
  #isMinimized = false;

  constructor(options: BrowserWindowConstructorOptions, title: string, effects: FrameEffects) {
    super();
    this.setMaxListeners(0);
    this.#effects = effects;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#minimumSize = [options.minWidth ?? 0, options.minHeight ?? 0];
    this.#title = options.title ?? title;
    this.#isResizable = options.resizable ?? true;
    this.#isAlwaysOnTop = options.alwaysOnTop ?? false;
  }

  getBounds(): Rectangle {
    return { ...this.#bounds };
  }

  getNormalBounds(): Rectangle {
    return this.getBounds();
  }

  getContentBounds(): Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.#bounds;
    this.#bounds = { ...before, ...bounds };
    const { x, y, width, height } = this.#bounds;
    if (x !== before.x || y !== before.y) this.emit('move', createEvent());
    if (width === before.width && height === before.height) return;
    this.#effects.resize(width, height);
    this.emit('resize', createEvent());
  }

  getSize(): [number, number] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getContentSize(): [number, number] {
    return this.getSize();
  }

  setContentSize(width: number, height: number): void {
    this.setSize(width, height);
  }

  getMinimumSize(): [number, number] {
    return [...this.#minimumSize];
  }

  setMinimumSize(width: number, height: number): void {
    this.#minimumSize = [width, height];
  }

  getPosition(): [number, number] {
    return [this.#bounds.x, this.#bounds.y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  getTitle(): string {
    return this.#title;
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize', createEvent());
  }

  unmaximize(): void {
    this.#isMaximized = false;
    this.emit('unmaximize', createEvent());
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  setFullScreen(flag: boolean): void {
    this.#isFullScreen = flag;
    this.emit(flag ? 'enter-full-screen' : 'leave-full-screen', createEvent());
  }

  isFullScreen(): boolean {
    return this.#isFullScreen;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.#effects.setVisible(false);
    this.emit('minimize', createEvent());
  }

  restore(): void {
    this.#isMinimized = false;
    this.#effects.setVisible(true);
    this.emit('restore', createEvent());
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isNormal(): boolean {
    return !this.#isMinimized && !this.#isMaximized && !this.#isFullScreen;
  }

  setAlwaysOnTop(flag: boolean): void {
    this.#isAlwaysOnTop = flag;
  }

  isAlwaysOnTop(): boolean {
    return this.#isAlwaysOnTop;
  }

  setResizable(resizable: boolean): void {
    this.#isResizable = resizable;
  }

  isResizable(): boolean {
    return this.#isResizable;
  }

  setMenu(menu: object | null): void {
    this.#menu = menu;
  }

  removeMenu(): void {
    this.#menu = null;
  }

  setMenuBarVisibility(visible: boolean): void {
    this.#isMenuBarVisible = visible;
  }

  isMenuBarVisible(): boolean {
    return this.#isMenuBarVisible && this.#menu !== null;
  }

  // What follows changes nothing that a headless host could show.
  center(): void {}
  flashFrame(_flag: boolean): void {}
  moveTop(): void {}
  setAutoHideMenuBar(_hide: boolean): void {}
  setBackgroundColor(_color: string): void {}
  setContentProtection(_enable: boolean): void {}
  setIcon(_icon: object | string): void {}
  setMaximumSize(_width: number, _height: number): void {}
  setProgressBar(_progress: number): void {}
  setSkipTaskbar(_skip: boolean): void {}
}
