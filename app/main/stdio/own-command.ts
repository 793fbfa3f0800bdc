/** The commands that start this very program: for the settings of clients, and for starting it without its window. */
import { app } from 'electron';
import type { Launch } from '../../../sidecar/clients/types.ts';
import { IN_BACKGROUND, PASSED_ON, programCommand, STDIO } from './launch.ts';

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
    switches: PASSED_ON.filter((name) => app.commandLine.hasSwitch(name)).map((name) => {
      const value = app.commandLine.getSwitchValue(name);
      return value === '' ? `--${name}` : `--${name}=${value}`;
    }),
    env: process.env,
    mode,
  });
}
