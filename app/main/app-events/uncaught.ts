/** What nobody caught: written down before Electron does with it what it does. */
import { app } from 'electron';
import type { AppLog } from '../diagnostics/log-book.ts';

export function onUncaught(log: AppLog): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => log.error(`An error was not caught (${origin})`, error));
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    // The sidecar's end is the supervisor's to tell.
    if (type !== 'Utility') log.warn(`The process "${name ?? type}" has gone: ${reason}, exit code ${exitCode}`);
  });
}
