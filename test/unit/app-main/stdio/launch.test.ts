import { describe, expect, it } from 'vitest';
import { programCommand, STDIO } from '../../../../app/main/stdio/launch.ts';

const installed = {
  executable: '/opt/MQTTX SSE Server/mqttx-sse-server',
  isPackaged: true,
  appPath: '/opt/MQTTX SSE Server/resources/app.asar',
  switches: [],
  env: {},
  mode: STDIO,
};

describe('the command that clients start', () => {
  it('is the installed program itself, and names nothing that changes', () => {
    expect(programCommand(installed)).toEqual({ command: installed.executable, args: ['--stdio'] });
  });

  it('is the AppImage and not the mount point that it runs from', () => {
    const env = { APPIMAGE: '/home/u/mqttx-sse-server.AppImage' };
    expect(programCommand({ ...installed, executable: '/tmp/.mount_mqttx/mqttx-sse-server', env })?.command).toBe(env.APPIMAGE);
  });

  it('names the development tree, and what this start was told itself', () => {
    const program = {
      ...installed,
      executable: '/x/electron',
      isPackaged: false,
      appPath: '/x/tree',
      switches: ['--user-data-dir=/x/data'],
    };
    expect(programCommand(program)).toEqual({ command: '/x/electron', args: ['--user-data-dir=/x/data', '/x/tree', '--stdio'] });
  });

  it('is none for the portable program, which hands no input on', () => {
    expect(programCommand({ ...installed, env: { PORTABLE_EXECUTABLE_FILE: 'E:\\portable.exe' } })).toBeUndefined();
  });
});
