import { describe, expect, it } from 'vitest';
import { clientDefinitions, findDefinition } from '../../../sidecar/clients/definitions/index.ts';
import { resolveInstallations } from '../../../sidecar/clients/locations.ts';
import type { ClientEnvironment } from '../../../sidecar/clients/types.ts';

const linux: ClientEnvironment = { platform: 'linux', home: '/home/u', env: {} };
const mac: ClientEnvironment = { platform: 'darwin', home: '/Users/u', env: {} };
const windows: ClientEnvironment = {
  platform: 'win32',
  home: 'C:\\Users\\u',
  env: { APPDATA: 'C:\\Users\\u\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local', ProgramFiles: 'C:\\Program Files' },
};

function files(client: string, environment: ClientEnvironment): string[] {
  return resolveInstallations(findDefinition(client), environment).map(({ file }) => file);
}

describe('the settings file of MQTTX', () => {
  it('stands where each way of installing it keeps it', () => {
    expect(files('mqttx', linux)).toEqual([
      '/home/u/.config/MQTTX/config.json',
      '/home/u/snap/mqttx/current/.config/MQTTX/config.json',
      '/home/u/.var/app/com.emqx.MQTTX/config/MQTTX/config.json',
    ]);
    expect(files('mqttx', mac)).toEqual(['/Users/u/Library/Application Support/MQTTX/config.json']);
    expect(files('mqttx', windows)).toEqual(['C:\\Users\\u\\AppData\\Roaming\\MQTTX\\config.json']);
  });

  it('follows XDG_CONFIG_HOME, unless that is relative', () => {
    expect(files('mqttx', { ...linux, env: { XDG_CONFIG_HOME: '/etc/u' } })[0]).toBe('/etc/u/MQTTX/config.json');
    expect(files('mqttx', { ...linux, env: { XDG_CONFIG_HOME: 'etc' } })[0]).toBe('/home/u/.config/MQTTX/config.json');
  });

  it('is looked for where Windows really keeps its folder', () => {
    expect(files('mqttx', { ...windows, appData: '\\\\server\\profiles\\u' })).toEqual(['\\\\server\\profiles\\u\\MQTTX\\config.json']);
    expect(files('mqttx', { ...windows, env: {} })).toEqual(['C:\\Users\\u\\AppData\\Roaming\\MQTTX\\config.json']);
  });

  it('is not made for a snap that was never started', () => {
    const snap = resolveInstallations(findDefinition('mqttx'), linux).find(({ id }) => id === 'snap');
    expect(snap?.presence).toEqual(['/home/u/snap/mqttx/current']);
  });
});

describe('the settings files of the other clients', () => {
  it.each([
    ['claude-desktop', linux, ['/home/u/.config/Claude/claude_desktop_config.json']],
    ['claude-desktop', mac, ['/Users/u/Library/Application Support/Claude/claude_desktop_config.json']],
    [
      'claude-desktop',
      windows,
      [
        'C:\\Users\\u\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
        'C:\\Users\\u\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
      ],
    ],
    ['claude-code', linux, ['/home/u/.claude.json']],
    ['claude-code', { ...linux, env: { CLAUDE_CONFIG_DIR: '/srv/c' } }, ['/home/u/.claude.json', '/srv/c/.claude.json']],
    ['cursor', windows, ['C:\\Users\\u\\.cursor\\mcp.json']],
    [
      'vscode',
      mac,
      ['/Users/u/Library/Application Support/Code/User/mcp.json', '/Users/u/Library/Application Support/Code - Insiders/User/mcp.json'],
    ],
    ['windsurf', linux, ['/home/u/.codeium/windsurf/mcp_config.json']],
    ['zed', mac, ['/Users/u/.config/zed/settings.json']],
    ['zed', windows, ['C:\\Users\\u\\AppData\\Roaming\\zed\\settings.json']],
    ['gemini-cli', linux, ['/home/u/.gemini/settings.json']],
    ['lm-studio', linux, ['/home/u/.lmstudio/mcp.json', '/home/u/.cache/lm-studio/mcp.json']],
  ] as const)('of %s are found on each system', (client, environment, expected) => {
    expect(files(client, environment)).toEqual(expected);
  });

  it('are known on all three systems, with ids that are unique there', () => {
    for (const definition of clientDefinitions) {
      for (const environment of [linux, mac, windows]) {
        const ids = resolveInstallations(definition, environment).map(({ id }) => id);
        expect(ids).not.toEqual([]);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
  });
});
