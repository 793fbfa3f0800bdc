import { describe, expect, it } from 'vitest';
import { canStartAtLogin, desktopEntry } from '../../../app/main/autostart-entry.ts';
import { en } from '../../../app/main/i18n/en.ts';
import { createTranslate, resolveLanguage } from '../../../app/main/i18n/translate.ts';
import { zh } from '../../../app/main/i18n/zh.ts';
import { startMessage } from '../../../app/main/sidecar/start-message.ts';
import { defaultSettings } from '../../../app/main/storage/stored-settings.ts';
import { configurationOf } from '../../../sidecar/parent/start-configuration.ts';

const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

describe('the words of the desktop', () => {
  it('have the same gaps in both languages', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const key of Object.keys(en)) {
      const [english, chinese] = [Reflect.get(en, key), Reflect.get(zh, key)].map(String);
      expect(placeholders(chinese ?? ''), key).toEqual(placeholders(english ?? ''));
    }
  });

  it('follow the system unless the person chose', () => {
    expect(resolveLanguage('system', 'zh-CN')).toBe('zh');
    expect(resolveLanguage('system', 'de-DE')).toBe('en');
    expect(resolveLanguage('en', 'zh-CN')).toBe('en');
  });

  it('are filled in', () => {
    expect(createTranslate('en')('tray.state.running', { port: 4000 })).toBe('Running on port 4000');
  });
});

describe('the autostart entry', () => {
  it('is offered to what is installed: neither to a tree that is worked on nor to the portable program', () => {
    expect(canStartAtLogin({ isPackaged: true, env: {} })).toBe(true);
    expect(canStartAtLogin({ isPackaged: false, env: {} })).toBe(false);
    expect(canStartAtLogin({ isPackaged: true, env: { PORTABLE_EXECUTABLE_FILE: 'D:\\mqttx-sse-server.exe' } })).toBe(false);
  });

  it('is a desktop file that is ignored once the program is gone', () => {
    const entry = desktopEntry({ name: 'MQTTX SSE Server', executable: '/opt/MQTTX SSE Server/mqttx-sse-server', argument: '--at-login' });
    expect(entry).toContain('\nExec="/opt/MQTTX SSE Server/mqttx-sse-server" --at-login\n');
    expect(entry).toContain('\nTryExec=/opt/MQTTX SSE Server/mqttx-sse-server\n');
  });

  it('quotes what shells and desktops would take for something else', () => {
    const entry = desktopEntry({ name: 'x', executable: '/home/a$b`c"d\\e%f/x', argument: '--at-login' });
    expect(entry).toContain('Exec="/home/a\\\\$b\\\\`c\\\\"d\\\\\\\\e%%f/x" --at-login');
  });
});

describe('what the sidecar is started with', () => {
  const profiles = { profiles: { local: { url: 'mqtt://127.0.0.1:1883' } }, defaultProfile: 'local' };
  const parts = {
    port: 4100,
    settings: defaultSettings(),
    token: undefined,
    adminToken: 'a'.repeat(43),
    profiles,
    historyFile: '/data/history.sqlite',
    policy: { readOnly: true, rules: [{ decision: 'ask' as const }], brokers: [], askTimeoutSeconds: 30 },
  };

  it('is a configuration that it accepts', () => {
    const config = configurationOf(startMessage(parts));
    expect(config).toMatchObject({
      server: { port: 4100, host: 'localhost' },
      auth: { mode: 'none' },
      admin: { token: 'a'.repeat(43) },
      history: { store: 'sqlite', path: '/data/history.sqlite' },
      policy: { readOnly: true, rules: [{ decision: 'ask' }], askTimeoutSeconds: 30 },
    });
  });

  it('asks clients for the token where one is required', () => {
    expect(configurationOf(startMessage({ ...parts, token: 'secret-token' })).auth).toMatchObject({ mode: 'token', token: 'secret-token' });
  });
});
