/** The edge: the folders of the systems, the real environment and the real file system. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadSystemConfig, normalizeNames, readFileIfThere } from '../../../sidecar/config/load-system-config.ts';
import { userConfigFolder } from '../../../sidecar/config/user-config-folder.ts';

describe('the user’s configuration folder', () => {
  test.each([
    ['linux', {}, '/home/me', '/home/me/.config/mqttx-sse-server'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/home/me', '/x/mqttx-sse-server'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/me', '/home/me/.config/mqttx-sse-server'],
    ['freebsd', {}, '', undefined],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/Users/me', '/Users/me/Library/Application Support/mqttx-sse-server'],
    ['darwin', {}, '', undefined],
    ['win32', { APPDATA: 'C:\\Users\\me\\AppData\\Roaming' }, '', 'C:\\Users\\me\\AppData\\Roaming\\mqttx-sse-server'],
    ['win32', {}, 'C:\\Users\\me', undefined],
  ] as const)('on %s with %j and the home %j is %s', (platform, env, home, folder) => {
    expect(userConfigFolder(platform, env, home)).toBe(folder);
  });
});

test('names of variables are taken in any case on Windows, and only there', () => {
  expect(normalizeNames('win32', { mqttx_sse_Server_Port: '1' })).toEqual({ MQTTX_SSE_SERVER_PORT: '1' });
  expect(normalizeNames('linux', { mqttx_sse_Server_Port: '1' })).toEqual({ mqttx_sse_Server_Port: '1' });
});

describe('on this system', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mqttx-sse-config-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test('a file is read, a missing one is none, a folder is an error', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'text');
    chmodSync(file, 0o600);
    expect(readFileIfThere(file)).toBe('text');
    expect(readFileIfThere(join(folder, 'b'))).toBeUndefined();
    expect(readFileIfThere(join(file, 'b'))).toBeUndefined();
    expect(() => readFileIfThere(folder)).toThrow('EISDIR');
  });

  test('command line, environment and the file in the user’s folder come together', () => {
    mkdirSync(join(folder, 'mqttx-sse-server'));
    writeFileSync(
      join(folder, 'mqttx-sse-server', 'mqttx-sse-server.yaml'),
      'server: { basePath: /file }\nadmin: { token: "${file:token}" }\n',
    );
    writeFileSync(join(folder, 'mqttx-sse-server', 'token'), 'abc\n');
    vi.stubEnv('XDG_CONFIG_HOME', folder);
    vi.stubEnv('APPDATA', folder);
    vi.stubEnv('MQTTX_SSE_SERVER_HOST', '127.0.0.1');
    // macOS keeps it below the home folder, which a test must not write to.
    const argv = process.platform === 'darwin' ? ['--config', join(folder, 'mqttx-sse-server', 'mqttx-sse-server.yaml')] : [];
    const result = loadSystemConfig(['--port', '0', ...argv]);
    expect(result).toMatchObject({
      ok: true,
      config: { server: { basePath: '/file', host: '127.0.0.1', port: 0 }, admin: { token: 'abc' } },
    });
  });
});
