/**
 * The probe app: small, but with each part that the real desktop has. It exists to test the host that runs it.
 */
import { app, session } from 'electron';
import log from 'electron-log/main';
import { registerScheme, serveBundle } from './bundle.ts';
import { handleIpc } from './ipc.ts';
import { createSidecar } from './sidecar.ts';
import { createTray } from './tray.ts';
import { createDashboard } from './window.ts';

log.transports.file.level = 'info';
log.initialize();
registerScheme();

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  let isQuitting = false;
  const dashboard = createDashboard(() => isQuitting);
  const sidecar = createSidecar((line) => log.info('[sidecar]', line));

  app.on('second-instance', () => void dashboard.open());
  app.on('window-all-closed', () => {});
  app.on('before-quit', () => (isQuitting = true));
  app.on('will-quit', (event) => {
    if (!sidecar.isAlive()) return;
    event.preventDefault();
    sidecar.onceStopped(() => app.quit());
    sidecar.stop();
  });

  void app.whenReady().then(async () => {
    session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'geolocation'));
    serveBundle();
    handleIpc(() => sidecar.status());
    const tray = createTray({ sidecar, openWindow: () => void dashboard.open() });
    sidecar.onChange((status) => {
      log.info('sidecar', status.state);
      tray.update();
      dashboard.send('status', status);
    });
    await dashboard.open();
  });
}
