/**
 * The bridge between the dashboard and main: passes on the channels of the contract and understands nothing. Runs sandboxed, in a
 * world of its own; what it exposes is all that the page gets of the desktop.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { EVENT_CHANNELS, INVOKE_CHANNELS } from '../shared/ipc-channels.ts';
import type { Bridge } from '../shared/ipc-contract.ts';

const callable: ReadonlySet<string> = new Set(INVOKE_CHANNELS);
const audible: ReadonlySet<string> = new Set(EVENT_CHANNELS);

const bridge: Bridge = {
  invoke(channel, request) {
    if (!callable.has(channel)) return Promise.reject(new Error('There is no such channel.'));
    return ipcRenderer.invoke(channel, request);
  },
  on(channel, listener) {
    if (!audible.has(channel)) throw new Error('There is no such channel.');
    const onEvent = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, onEvent);
    return () => void ipcRenderer.removeListener(channel, onEvent);
  },
};

contextBridge.exposeInMainWorld('mqttxBridge', bridge);
