/**
 * The `Tray` class of one app. No tray is drawn: what the app set is kept for `globalThis.__electronHost.trays`, and
 * a click is what a spec emits (`tray.emit('click')`) or calls on an item of the menu.
 */
import { EventEmitter } from 'node:events';
import { guardUnknown } from '../host/guard.ts';
import type { Lifecycle } from '../host/lifecycle.ts';
import type { SubMenu } from './menu-item.ts';
import type { NativeImage, NativeImageModule } from './native-image.ts';

/** What a person would see of a tray icon. */
export interface TrayView {
  image: NativeImage;
  toolTip: string;
  title: string;
  menu: SubMenu | null;
}

interface TrayParts {
  readonly lifecycle: Lifecycle;
  readonly nativeImage: NativeImageModule;
  /** The trays that exist, by the object that the app holds. */
  readonly trays: Map<object, TrayView>;
}

export type TrayClass = ReturnType<typeof createTrayClass>;

export function createTrayClass({ lifecycle, nativeImage, trays }: TrayParts) {
  const load = (image: NativeImage | string): NativeImage => {
    if (typeof image !== 'string') return image;
    const loaded = nativeImage.createFromPath(image);
    if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
    return loaded;
  };

  class Tray extends EventEmitter {
    readonly #guid: string | null;
    readonly #view: TrayView;
    #ignoresDoubleClicks = false;
    #isDestroyed = false;

    constructor(image: NativeImage | string, guid?: string) {
      lifecycle.requireReady('Cannot create Tray before app is ready');
      super();
      this.#guid = guid ?? null;
      this.#view = { image: load(image), toolTip: '', title: '', menu: null };
      trays.set(this, this.#view);
    }

    setImage(image: NativeImage | string): void {
      this.#alive().image = load(image);
    }

    setPressedImage(image: NativeImage | string): void {
      load(image);
    }

    setToolTip(toolTip: string): void {
      this.#alive().toolTip = toolTip;
    }

    setTitle(title: string): void {
      this.#alive().title = title;
    }

    getTitle(): string {
      return this.#view.title;
    }

    setContextMenu(menu: SubMenu | null): void {
      this.#alive().menu = menu;
    }

    popUpContextMenu(menu: SubMenu | null = this.#view.menu): void {
      menu?.popup();
    }

    closeContextMenu(): void {}

    getBounds(): Electron.Rectangle {
      return { x: 0, y: 0, width: 24, height: 24 };
    }

    getGUID(): string | null {
      return this.#guid;
    }

    setIgnoreDoubleClickEvents(ignore: boolean): void {
      this.#ignoresDoubleClicks = ignore;
    }

    getIgnoreDoubleClickEvents(): boolean {
      return this.#ignoresDoubleClicks;
    }

    focus(): void {}

    destroy(): void {
      this.#isDestroyed = true;
      trays.delete(this);
    }

    isDestroyed(): boolean {
      return this.#isDestroyed;
    }

    #alive(): TrayView {
      if (this.#isDestroyed) throw new Error('Tray is destroyed');
      return this.#view;
    }
  }

  // Balloons are Windows' own.
  guardUnknown('Tray', Tray.prototype, ['displayBalloon', 'removeBalloon']);
  return Tray;
}
