/**
 * The probe's preload: sandboxed, one CommonJS file once built.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { ProbeApi, Status } from '../probe.ts';

const api: ProbeApi = {
  platform: process.platform,
  status: () => ipcRenderer.invoke('status'),
  save: (note) => ipcRenderer.invoke('save', note),
  secret: (text) => ipcRenderer.invoke('secret', text),
  onStatus(listener) {
    const onEvent = (_event: unknown, status: Status): void => listener(status);
    ipcRenderer.on('status', onEvent);
    return () => void ipcRenderer.removeListener('status', onEvent);
  },
};

// Stays in this world: a spec looks for it in the page and must not find it.
Object.assign(globalThis, { leaked: true });
contextBridge.exposeInMainWorld('probe', api);
