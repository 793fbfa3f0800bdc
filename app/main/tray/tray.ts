/** The tray's native side: shows icon and menu of the state, and hands on what was chosen. */
import { Menu, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Translate } from '../i18n/translate.ts';
import { trayIcon, type Mood } from './tray-icon.ts';
import { trayMenu, trayMood, trayTooltip, type TrayAction, type TrayItem, type TrayState } from './tray-menu.ts';

export interface TrayView {
  show(state: TrayState, t: Translate): void;
}

interface TrayParts {
  readonly icons: string;
  readonly onAction: (action: TrayAction) => void;
  /** Sees each menu as it is shown. */
  readonly onMenu: (items: readonly TrayItem[], menu: Menu) => void;
}

export function createTray({ icons, onAction, onMenu }: TrayParts): TrayView {
  const { platform } = process;
  let shown: Mood = 'stopped';
  const tray = new Tray(trayIcon(icons, shown, platform));
  // On Windows a click opens the window and the menu comes with the other button; elsewhere a click opens the menu.
  if (platform === 'win32') tray.on('click', () => onAction({ kind: 'open' }));

  return {
    show(state, t) {
      const mood = trayMood(state);
      if (mood !== shown) tray.setImage(trayIcon(icons, mood, platform));
      shown = mood;
      tray.setToolTip(trayTooltip(state, t));
      const items = trayMenu(state, t);
      const menu = Menu.buildFromTemplate(items.map((item) => toNative(item, onAction)));
      // A menu that is shown does not follow its items on Linux: a new one each time.
      tray.setContextMenu(menu);
      onMenu(items, menu);
    },
  };
}

function toNative(item: TrayItem, onAction: (action: TrayAction) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'submenu':
      return { id: item.id, label: item.label, submenu: item.items.map((inner) => toNative(inner, onAction)) };
    case 'item': {
      const { id, label, action } = item;
      return action === undefined ? { id, label, enabled: false } : { id, label, click: () => onAction(action) };
    }
  }
}
