/**
 * What a `WebContents` needs of the rest of the host, as types: the window that owns it and the modules beside it.
 */
import type { EventEmitter } from 'node:events';
import type { HandlerDetails, WindowOpenHandlerResponse } from 'electron';
import type { CdpConnection } from '../chromium/connection.ts';
import type { ChromiumPage, PageSetup } from '../chromium/page.ts';
import type { HostEvent } from '../host/event.ts';
import type { Schemes } from '../host/schemes.ts';
import type { IpcEnd } from './ipc-main.ts';
import type { NativeImageModule } from './native-image.ts';
import type { Sessions } from './session.ts';

export type WindowOpenHandler = (details: Omit<HandlerDetails, 'postBody'>) => WindowOpenHandlerResponse;

/** The window side. */
export interface ContentsOwner {
  close(): void;
  isDestroyed(): boolean;
  getContentSize(): [width: number, height: number];
  titleChanged(event: HostEvent, title: string): void;
  firstLoadDone(): void;
}

export interface PageRequest {
  readonly preloads: readonly string[];
  /** `webPreferences.additionalArguments`. */
  readonly argv: readonly string[];
  readonly size: readonly [width: number, height: number];
  readonly onBrokenPreload: (path: string, error: Error) => void;
}

/** The host side. */
export interface ContentsHost {
  readonly app: EventEmitter;
  readonly appPath: string;
  readonly chromiumPid: number;
  readonly connection: CdpConnection;
  readonly ipcMain: IpcEnd;
  readonly nativeImage: NativeImageModule;
  readonly schemes: Schemes;
  readonly sessions: Sessions;
  /** The page below each contents, for the window that shows it. */
  readonly pages: WeakMap<object, Promise<ChromiumPage>>;
  /** The same once they are open, for those who look for one now. */
  readonly openPages: Map<object, ChromiumPage>;
  readonly colorScheme: () => 'light' | 'dark';
  readonly nextId: () => number;
  readonly pageSetup: (request: PageRequest) => PageSetup;
}
