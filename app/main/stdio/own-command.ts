/** The commands that start this very program: for the settings of clients, and for starting it without its window. */
import { app } from 'electron';
import type { Launch } from '../../../sidecar/clients/types.ts';
import { IN_BACKGROUND, programCommand, STDIO } from './launch.ts';

export function stdioCommand(): Launch | undefined {
  return own(STDIO);
}

export function backgroundCommand(): Launch | undefined {
  return own(IN_BACKGROUND);
}

function own(mode: string): Launch | undefined {
  return programCommand({
    executable: process.execPath,
    isPackaged: app.isPackaged,
    appPath: app.getAppPath(),
    userDataSwitch: app.commandLine.getSwitchValue('user-data-dir'),
    env: process.env,
    mode,
  });
}
