import { describe, expect, it } from 'vitest';
import { findDefinition } from '../../../sidecar/clients/definitions/index.ts';
import { createProcessLister, isRunning, parsePs, parseTasklist } from '../../../sidecar/clients/processes.ts';
import type { Platform } from '../../../sidecar/clients/types.ts';

describe('the list of processes', () => {
  it('is read from ps on macOS, where paths hold spaces', () => {
    expect(parsePs('    1 /sbin/launchd\n 812 /Applications/LM Studio.app/Contents/MacOS/LM Studio\n\n  77 -zsh\n')).toEqual([
      { pid: 1, name: 'launchd' },
      { pid: 812, name: 'LM Studio' },
      { pid: 77, name: '-zsh' },
    ]);
  });

  it('is read from tasklist on Windows', () => {
    expect(parseTasklist('"System Idle Process","0","Services","0","8 K"\r\n"MQTTX.exe","4312","Console","1","98,120 K"\r\n')).toEqual([
      { pid: 0, name: 'System Idle Process' },
      { pid: 4312, name: 'MQTTX.exe' },
    ]);
  });

  it('of this machine has this process in it', async () => {
    const platforms: readonly Platform[] = ['linux', 'darwin', 'win32'];
    const platform = platforms.find((name) => name === process.platform) ?? 'linux';
    const own = (await createProcessLister(platform)()).find(({ pid }) => pid === process.pid);
    expect(own?.name).toMatch(/^node/);
  });
});

describe('isRunning', () => {
  const mqttx = findDefinition('mqttx');

  it('knows MQTTX by its executable, not by names that begin alike', () => {
    expect(isRunning(mqttx, 'linux', [{ pid: 1, name: 'mqttx' }])).toBe(true);
    expect(isRunning(mqttx, 'linux', [{ pid: 1, name: 'mqttx-sse-server' }])).toBe(false);
    expect(isRunning(mqttx, 'darwin', [{ pid: 1, name: 'MQTTX Helper' }])).toBe(false);
    expect(isRunning(mqttx, 'win32', [{ pid: 1, name: 'mqttx.EXE' }])).toBe(true);
  });

  it('does not take the command line client for the application', () => {
    expect(isRunning(findDefinition('claude-desktop'), 'darwin', [{ pid: 1, name: 'claude' }])).toBe(false);
    expect(isRunning(findDefinition('claude-code'), 'darwin', [{ pid: 1, name: 'claude' }])).toBeNull();
  });
});
