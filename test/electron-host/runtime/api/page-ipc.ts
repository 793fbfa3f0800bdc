/**
 * Carries what a page's preload sends to the handlers of `ipcMain`, and the answers back.
 */
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import type { HostMessage, PageMessage } from '../page/wire.ts';
import type { IpcEnd, IpcEvent } from './ipc-main.ts';

interface PageIpcParts {
  /** The page's own end, which is asked first. */
  readonly pageEnd: IpcEnd;
  readonly mainEnd: IpcEnd;
  readonly createEvent: () => IpcEvent;
  /** Told of each message, for `webContents`' event of the same name. */
  readonly onSend: (event: IpcEvent, channel: string, args: readonly unknown[]) => void;
  readonly deliver: (message: HostMessage) => void;
}

type Send = Extract<PageMessage, { type: 'send' }>;
type Invoke = Extract<PageMessage, { type: 'invoke' }>;

export class PageIpc {
  readonly #parts: PageIpcParts;

  constructor(parts: PageIpcParts) {
    this.#parts = parts;
  }

  receiveSend({ channel, args }: Send): void {
    const { pageEnd, mainEnd, createEvent, onSend } = this.#parts;
    const event = createEvent();
    const values = listOf(args);
    onSend(event, channel, values);
    pageEnd.ipc.emit(channel, event, ...values);
    mainEnd.ipc.emit(channel, event, ...values);
  }

  /** An error crosses as text only, in Electron's words, which pages see as the message of the rejection. */
  async receiveInvoke({ id, channel, args }: Invoke): Promise<void> {
    const { pageEnd, mainEnd, createEvent, deliver } = this.#parts;
    const handler = pageEnd.handlers.get(channel) ?? mainEnd.handlers.get(channel);
    if (!handler) return deliver({ type: 'reply', id, error: `Error: No handler registered for '${channel}'` });
    try {
      deliver({ type: 'reply', id, value: encode(await handler(createEvent(), ...listOf(args))) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      deliver({ type: 'reply', id, error: String(error) });
    }
  }

  /** `webContents.send`. @throws Error when a value cannot be cloned */
  send(channel: string, args: readonly unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    this.#parts.deliver({ type: 'event', channel, args: encode(args) });
  }
}

function listOf(text: string): unknown[] {
  const values = decode(text);
  return Array.isArray(values) ? values : [];
}
