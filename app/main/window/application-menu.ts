/**
 * The application's menu. macOS shows it; elsewhere it is hidden and gives the window its keys: copy and paste, and zooming, which
 * those who see badly need.
 */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Translate } from '../i18n/translate.ts';

export function setApplicationMenu(t: Translate): void {
  const isMac = process.platform === 'darwin';
  const zoom: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }];
  const development: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      { role: 'editMenu' },
      { label: t('menu.view'), submenu: [...zoom, ...development] },
      { label: t('menu.window'), submenu: [{ role: 'minimize' }, { role: 'close' }] },
    ]),
  );
}
