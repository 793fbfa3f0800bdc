/**
 * The host by itself: what its modules do where no Playwright stands between.
 */
import { expect, test } from 'vitest';
import { runOnHost } from './run-on-host.ts';

test("before the app is ready nothing is known of secrets; afterwards the system's keyring is", async () => {
  const { report, exitCode } = await runOnHost('secrets');
  expect(report).toEqual({
    beforeReady: 'unknown',
    isAsyncBeforeReady: false,
    backend: 'gnome_libsecret',
    isAsync: true,
    isSync: true,
    roundTrip: 's3cret',
  });
  expect(exitCode).toBe(0);
});

test('with basic_text the asynchronous half works all the same, so only the backend tells', async () => {
  const { report } = await runOnHost('secrets', { switches: ['--password-store=basic'] });
  expect(report).toMatchObject({ backend: 'basic_text', isAsync: true, isSync: false, roundTrip: 's3cret' });
});

test('a system without any keyring refuses to encrypt', async () => {
  const { report } = await runOnHost('secrets', { env: { ELECTRON_HOST_SECRET_BACKEND: 'none' } });
  expect(report).toMatchObject({
    backend: 'unknown',
    isAsync: false,
    isSync: false,
    roundTrip: expect.stringContaining('Error while encrypting'),
  });
});

test("quitting asks the windows, then ends, in Electron's order", async () => {
  const { report, exitCode } = await runOnHost('lifecycle');
  expect(report).toEqual(['ready', 'before-quit', 'after quit()', 'close', 'closed', 'will-quit', 'quit 0']);
  expect(exitCode).toBe(0);
});

test('a page has the language of the app, sees its window hide, takes the theme, and comes back after a crash', async () => {
  const { report } = await runOnHost('page', { switches: ['--lang=zh-CN'] });
  expect(report).toEqual({
    title: 'Probe',
    locale: 'zh-CN',
    language: 'zh-CN',
    isVisible: true,
    isHidden: true,
    isDark: true,
    reason: 'crashed',
    text: 'here',
  });
});

test('a utility process with nothing to do ends with 0, a killed one with the signal, and the app with its own code', async () => {
  const { report, exitCode } = await runOnHost('quiet-child');
  expect(report).toEqual({ idle: 0, killed: 15 });
  expect(exitCode).toBe(3);
});

test('setLoginItemSettings is not there on Linux', async () => {
  expect((await runOnHost('login-item')).report).toContain('setLoginItemSettings is not a function');
});

test("the system's colours are the host's setting, and the app may have its own", async () => {
  const { report } = await runOnHost('system-theme', { env: { ELECTRON_HOST_COLOR_SCHEME: 'dark' } });
  expect(report).toEqual({ system: true, updates: 1, shouldUseDarkColors: false, shouldUseDarkColorsForSystemIntegratedUI: true });
});

test('a main module that throws ends the host with its error', async () => {
  const { exitCode, stderr } = await runOnHost('throws');
  expect(stderr).toContain('broken at load');
  expect(exitCode).toBe(1);
});

test("net follows redirects as its listener says, and serves files and the app's own scheme", async () => {
  expect((await runOnHost('network')).report).toEqual({
    body: 'GET /new yes',
    redirects: ['/new'],
    type: 'application/json',
    fromApp: 'app serves /index.html',
    missing: 'net::ERR_FILE_NOT_FOUND',
  });
});
