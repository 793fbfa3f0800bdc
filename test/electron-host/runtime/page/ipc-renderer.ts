/**
 * `ipcRenderer` of a sandboxed preload, and the receiver of what main sends. Runs in the isolated world as source text:
 * refers to nothing outside itself.
 */
import type { Codec } from '../codec/encoded.ts';
import type { HostMessage, PageMessage } from './wire.ts';

type Listener = (event: { sender: object; ports: never[] }, ...args: unknown[]) => void;

export interface IpcRendererPart {
  readonly ipcRenderer: object;
  readonly receive: (message: HostMessage) => void;
}

export function createIpcRenderer(codec: Codec, post: (message: PageMessage) => void): IpcRendererPart {
  const replies = new Map<number, { channel: string; resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  const listeners = new Map<string, { listener: Listener; run: Listener }[]>();
  let lastInvoke = 0;

  const listArgs = (text: string): unknown[] => {
    const args = codec.decode(text);
    return Array.isArray(args) ? args : [];
  };

  const add = (channel: string, listener: Listener, run: Listener = listener): object => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, run }]);
    return ipcRenderer;
  };

  const remove = (channel: string, listener: Listener): object => {
    const left = [...(listeners.get(channel) ?? [])];
    const at = left.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) left.splice(at, 1);
    listeners.set(channel, left);
    return ipcRenderer;
  };

  const unavailable = (name: string) => () => {
    throw new Error(`${name} is not available on the test host.`);
  };

  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => post({ type: 'send', channel, args: codec.encode(args) }),
    invoke: (channel: string, ...args: unknown[]) => {
      const encoded = codec.encode(args);
      return new Promise((resolve, reject) => {
        replies.set(++lastInvoke, { channel, resolve, reject });
        post({ type: 'invoke', id: lastInvoke, channel, args: encoded });
      });
    },
    on: (channel: string, listener: Listener) => add(channel, listener),
    addListener: (channel: string, listener: Listener) => add(channel, listener),
    once: (channel: string, listener: Listener) =>
      add(channel, listener, (event, ...args) => {
        remove(channel, listener);
        listener(event, ...args);
      }),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
    sendSync: unavailable('ipcRenderer.sendSync'),
    postMessage: unavailable('ipcRenderer.postMessage'),
  };

  const receive = (message: HostMessage): void => {
    if (message.type === 'event') {
      for (const { run } of listeners.get(message.channel) ?? []) run({ sender: ipcRenderer, ports: [] }, ...listArgs(message.args));
    } else if (message.type === 'reply') {
      const waiting = replies.get(message.id);
      replies.delete(message.id);
      if ('error' in message) waiting?.reject(new Error(`Error invoking remote method '${waiting.channel}': ${message.error}`));
      else waiting?.resolve(codec.decode(message.value));
    }
  };

  return { ipcRenderer, receive };
}
