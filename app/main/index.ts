/**
 * The desktop's entry: one instance, then everything else once Electron is ready; or, with --stdio, the relay for one client.
 * Started by Electron, after the build.
 */
import { app, dialog } from 'electron';
import { onActivate } from './app-events/activate.ts';
import { onQuitting } from './app-events/quitting.ts';
import { onSecondInstance } from './app-events/second-instance.ts';
import { onSignals } from './app-events/signals.ts';
import { onWindowAllClosed } from './app-events/window-all-closed.ts';
import { AT_LOGIN } from './autostart.ts';
import { openDesktop } from './desktop.ts';
import { createTranslate, resolveLanguage } from './i18n/translate.ts';
import { IN_BACKGROUND, STDIO } from './stdio/launch.ts';
import { serveStdio } from './stdio/stdio-mode.ts';
import { registerScheme } from './window/app-protocol.ts';

/** Of electron-builder.yml: by it Windows finds the program's shortcut, and without a shortcut it shows no notification. */
const APP_ID = 'io.github.mqttx-sse-server';

async function main(): Promise<void> {
  app.setAppUserModelId(APP_ID);
  registerScheme();
  onWindowAllClosed();
  // A start while the first is not ready yet: its window comes anyway.
  const opened = Promise.withResolvers<() => void>();
  onSecondInstance(() => void opened.promise.then((open) => open()));
  onActivate(() => void opened.promise.then((open) => open()));
  await app.whenReady();
  const atLogin = process.argv.includes(AT_LOGIN) || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
  const desktop = await openDesktop({ atLogin, inBackground: process.argv.includes(IN_BACKGROUND) });
  onQuitting(desktop.quit);
  onSignals(desktop.quit);
  opened.resolve(() => desktop.open());
}

if (process.argv.includes(STDIO)) {
  serveStdio().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    app.exit(1);
  });
} else if (app.requestSingleInstanceLock()) {
  main().catch((error: unknown) => {
    const t = createTranslate(resolveLanguage('system', app.getLocale()));
    dialog.showErrorBox(t('cannot-start.title'), error instanceof Error ? (error.stack ?? error.message) : String(error));
    app.exit(1);
  });
} else {
  app.quit();
}
