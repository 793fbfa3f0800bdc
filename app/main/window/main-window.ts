/**
 * The one window: made when it is wanted, gone when it is closed, so that a program in the tray holds no page in memory. Remembers
 * where it was.
 */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { EventChannel } from '../../shared/ipc-channels.ts';
import type { EventOf, PageName } from '../../shared/ipc-contract.ts';
import { sendTo } from '../ipc/register.ts';
import type { WindowBounds } from '../storage/stored-settings.ts';
import { dashboardUrl } from './dashboard-url.ts';
import { fitBounds } from './fit-bounds.ts';

export interface MainWindow {
  /** Shows the window, and this page in it. */
  open(page?: PageName): void;
  /** The person looks at it. */
  readonly isFocused: boolean;
  /** To the page, if there is one. */
  send<C extends EventChannel>(channel: C, event: EventOf<C>): void;
}

interface MainWindowParts {
  readonly preload: string;
  readonly icon: string;
  readonly bounds: () => WindowBounds | null;
  readonly onBounds: (bounds: WindowBounds) => void;
  /** Returns false when none is to come up any more. */
  readonly mayOpen: () => boolean;
  /** Returns false to keep the window open. */
  readonly mayClose: () => boolean;
  readonly onClosed: () => void;
}

/** A page that crashes twice within this time is left as it is. */
const RELOAD_MS = 10_000;

const BACKGROUND = { light: '#f7f8f9', dark: '#15181b' } as const;

export function createMainWindow({ preload, icon, bounds, onBounds, mayOpen, mayClose, onClosed }: MainWindowParts): MainWindow {
  let window: BrowserWindow | undefined;
  /** From the moment that nothing keeps it open until it has gone: its page is unloaded meanwhile. */
  let isClosing = false;
  /** Asked for while the one before was closing. */
  let next: { readonly page: PageName | undefined } | undefined;

  function make(page?: PageName): BrowserWindow {
    const made = new BrowserWindow({
      ...fitBounds(bounds(), screen.getPrimaryDisplay().workArea),
      minWidth: 480,
      minHeight: 400,
      show: false,
      title: 'MQTTX SSE Server',
      icon,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
    });
    made.once('ready-to-show', () => made.show());
    made.on('close', (event) => {
      if (!mayClose()) return event.preventDefault();
      isClosing = true;
      onBounds(made.getNormalBounds());
    });
    made.once('closed', () => {
      window = next && make(next.page);
      next = undefined;
      isClosing = false;
      if (window === undefined) onClosed();
    });
    // A page that crashed is loaded again, but not for ever.
    let reloadedAt = -Infinity;
    made.webContents.on('render-process-gone', () => {
      if (performance.now() - reloadedAt < RELOAD_MS) return;
      reloadedAt = performance.now();
      made.webContents.reload();
    });
    void made.loadURL(dashboardUrl(page));
    return made;
  }

  return {
    open(page) {
      if (!mayOpen()) return;
      if (window === undefined) {
        window = make(page);
      } else if (isClosing) {
        next = { page };
      } else {
        bringUp(window, page);
      }
    },
    get isFocused() {
      return window?.isFocused() ?? false;
    },
    send(channel, event) {
      if (window !== undefined) sendTo(window.webContents, channel, event);
    },
  };
}

function bringUp(window: BrowserWindow, page: PageName | undefined): void {
  if (page !== undefined) sendTo(window.webContents, 'window.navigate', { page });
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
