/**
 * The probe's tray icon and its menu, rebuilt at each change.
 */
import { app, Menu, nativeImage, Tray } from 'electron';
import type { Sidecar } from './sidecar.ts';

const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface TrayParts {
  readonly sidecar: Sidecar;
  readonly openWindow: () => void;
}

export function createTray({ sidecar, openWindow }: TrayParts): { update(): void } {
  const tray = new Tray(nativeImage.createFromDataURL(PIXEL));
  tray.setToolTip('Probe');
  tray.on('click', openWindow);

  const buildMenu = (): Menu => {
    const { state } = sidecar.status();
    return Menu.buildFromTemplate([
      { id: 'start', label: 'Start', enabled: state === 'stopped', click: () => sidecar.start() },
      { id: 'stop', label: 'Stop', enabled: state === 'running', click: () => sidecar.stop() },
      { id: 'open', label: 'Open dashboard', click: openWindow },
      { type: 'separator' },
      { id: 'quit', label: 'Quit', click: () => app.quit() },
    ]);
  };

  let menu = buildMenu();
  tray.setContextMenu(menu);
  if (process.env.PROBE_SEAM) {
    globalThis.__probe = {
      opened: [],
      menu: () => menu.items.filter(({ id }) => id).map(({ id, label, enabled }) => ({ id, label, enabled })),
      click: (id) => menu.getMenuItemById(id)?.click(),
      clickIcon: () => tray.emit('click'),
    };
  }
  return {
    update() {
      menu = buildMenu();
      tray.setContextMenu(menu);
    },
  };
}
