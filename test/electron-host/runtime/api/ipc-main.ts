/**
 * `ipcMain`, and `webContents.ipc`, which is the same for one page. Only keeps who listens; `page-ipc` calls them.
 */
import { EventEmitter } from 'node:events';
import type { HostEvent } from '../host/event.ts';

/** What an IPC handler gets first: the members of Electron's events that the host fills. */
export interface IpcEvent extends HostEvent {
  readonly sender: object;
  readonly senderFrame: { readonly url: string; readonly origin: string } | null;
  readonly processId: number;
  readonly frameId: number;
  readonly type: 'frame';
}

export type IpcHandler = (event: IpcEvent, ...args: unknown[]) => unknown;

export class IpcMain extends EventEmitter {
  readonly #handlers: Map<string, IpcHandler>;

  /** @param handlers where handlers are kept, for whoever delivers calls */
  constructor(handlers: Map<string, IpcHandler>) {
    super();
    this.setMaxListeners(0);
    this.#handlers = handlers;
  }

  handle(channel: string, listener: IpcHandler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function') throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    this.#handlers.set(channel, listener);
  }

  handleOnce(channel: string, listener: IpcHandler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }
}

/** An `IpcMain` together with the handlers that it collects. */
export interface IpcEnd {
  readonly ipc: IpcMain;
  readonly handlers: ReadonlyMap<string, IpcHandler>;
}

export function createIpcEnd(): IpcEnd {
  const handlers = new Map<string, IpcHandler>();
  return { ipc: new IpcMain(handlers), handlers };
}
