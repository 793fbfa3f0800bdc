/**
 * SIGTERM, SIGINT and the end of the login session: the program ends in order and asks nobody, since nobody may be there. Set once
 * the program is ready, so that these handlers stand in place of Electron's own.
 */
import { powerMonitor } from 'electron';
import type { QuitFlow } from '../quit-flow.ts';

export function onSignals(quit: QuitFlow): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => quit.quitNow());
  powerMonitor.on('shutdown', () => quit.quitNow());
}
