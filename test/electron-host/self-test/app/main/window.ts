/**
 * The probe's window: closing hides it until the app quits, links outside go to the system's browser.
 */
import { join } from 'node:path';
import { BrowserWindow, shell } from 'electron';

export interface Dashboard {
  open(): Promise<void>;
  send(channel: string, value: unknown): void;
}

export function createDashboard(isQuitting: () => boolean): Dashboard {
  let window: BrowserWindow | undefined;

  const create = async (): Promise<void> => {
    window = new BrowserWindow({
      width: 900,
      height: 640,
      show: false,
      webPreferences: {
        preload: join(import.meta.dirname, '../preload/index.cjs'),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
      },
    });
    window.on('close', (event) => {
      if (isQuitting()) return;
      event.preventDefault();
      window?.hide();
    });
    window.on('closed', () => (window = undefined));
    window.once('ready-to-show', () => window?.show());
    window.webContents.setWindowOpenHandler(({ url }) => {
      if (url.startsWith('https://example.com/')) void shell.openExternal(url);
      return { action: 'deny' };
    });
    window.webContents.on('will-navigate', (event) => {
      if (!event.url.startsWith('app://bundle/')) event.preventDefault();
    });
    await window.loadURL('app://bundle/index.html');
  };

  return {
    async open() {
      if (window) window.show();
      else await create();
    },
    send: (channel, value) => window?.webContents.send(channel, value),
  };
}
