/**
 * The plain parts of the host: command line, switches, settings, locale, schemes.
 */
import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { describeRuntime } from '../../electron-host/launched-runtime.ts';
import { summarizeLaunches } from '../../electron-host/reporter.ts';
import { parseCommandLine } from '../../electron-host/runtime/command-line.ts';
import { detectLocale } from '../../electron-host/runtime/host/locale.ts';
import { markDestroyed } from '../../electron-host/runtime/host/guard.ts';
import { Schemes } from '../../electron-host/runtime/host/schemes.ts';
import { parseSettings } from '../../electron-host/runtime/host/settings.ts';
import { Switches } from '../../electron-host/runtime/host/switches.ts';

test("the first argument without a dash is the app, and what follows is the app's", () => {
  const args = ['-r', 'loader.js', '--inspect=0', '--user-data-dir=/d', 'app', '--headless', 'x'];
  expect(parseCommandLine(args)).toEqual({ preloads: ['loader.js'], switches: ['--inspect=0', '--user-data-dir=/d'], app: 'app' });
});

test('a packaged app needs no argument', () => {
  expect(parseCommandLine(['--no-sandbox'])).toEqual({ preloads: [], switches: ['--no-sandbox'], app: undefined });
});

test('switches are found with and without a value', () => {
  const switches = new Switches(['--user-data-dir=/a=b', '--no-sandbox']);
  expect([switches.getSwitchValue('user-data-dir'), switches.hasSwitch('no-sandbox'), switches.getSwitchValue('lang')]).toEqual([
    '/a=b',
    true,
    '',
  ]);
});

test('a switch that is added counts, and one that is removed no longer does', () => {
  const switches = new Switches([]);
  switches.appendSwitch('lang', 'de');
  expect(switches.getSwitchValue('lang')).toBe('de');
  switches.removeSwitch('lang');
  expect(switches.hasSwitch('lang')).toBe(false);
});

test.each([
  ['zh-CN', { LANG: 'de_DE.UTF-8' }, 'zh-CN'],
  ['', { LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  ['', { LANG: 'de', LC_ALL: 'fr_FR' }, 'fr-FR'],
  ['', { LANG: 'C.UTF-8' }, 'en-US'],
  ['', {}, 'en-US'],
])('with --lang=%s and %o the locale is %s', (languageSwitch, variables, locale) => {
  expect(detectLocale(languageSwitch, variables)).toBe(locale);
});

test('a setting that cannot be is refused by name', () => {
  expect(() => parseSettings({ ELECTRON_HOST_SECRET_BACKEND: 'vault' })).toThrow('ELECTRON_HOST_SECRET_BACKEND');
});

const app = { scheme: 'app', privileges: { standard: true, secure: true } };

test('URLs of a registered scheme travel in disguise, and others as they are', () => {
  const schemes = new Schemes();
  schemes.register(app);
  const url = 'app://bundle/index.html?a=1#b';
  expect(schemes.fromWire(schemes.toWire(url))).toBe(url);
  expect(schemes.toWire(url)).not.toContain('app://');
  expect(schemes.toWire('https://example.com/')).toBe('https://example.com/');
});

test("a page's origin is scheme and host, as in Electron", () => {
  const schemes = new Schemes();
  schemes.register(app);
  expect(schemes.originOf('app://bundle/index.html')).toBe('app://bundle');
  expect(schemes.originOf('https://example.com/a')).toBe('https://example.com');
  expect(schemes.originOf('')).toBe('null');
});

test('a scheme without the privileges of a page is refused', () => {
  const schemes = new Schemes();
  schemes.register({ scheme: 'app', privileges: { secure: true } });
  expect(() => schemes.toWire('app://bundle/')).toThrow('standard and secure');
});

test('a scheme has one handler', () => {
  const schemes = new Schemes();
  schemes.handle('app', () => new Response());
  expect(() => schemes.handle('app', () => new Response())).toThrow('Failed to register protocol: app');
  schemes.unhandle('app');
  expect(schemes.isHandled('app')).toBe(false);
});

test('a run says on what its apps were launched, and how often', () => {
  const host = describeRuntime({ isHost: true, electron: '45.4.1', executable: '/dist/electron' });
  const real = describeRuntime({ isHost: false, electron: '45.4.1', executable: '/x/test/electron-host/runtime/electron' });
  expect(host).toContain('the test host');
  expect(real).toBe('real Electron 45.4.1, /x/test/electron-host/runtime/electron');
  expect(
    summarizeLaunches(
      new Map([
        [host, 2],
        [real, 1],
      ]),
    ),
  ).toBe(`${host}, launched 2 times; ${real}, launched 1 time`);
  expect(summarizeLaunches(new Map())).toBe('no app was launched');
});

test('what is destroyed throws as in Electron, and can still be asked whether it is', () => {
  class Thing extends EventEmitter {
    readonly id = 1;
    show(): string {
      return 'shown';
    }
    isDestroyed(): boolean {
      return true;
    }
  }
  const thing = new Thing();
  const closed = vi.fn<() => void>();
  thing.on('closed', closed);
  expect(thing.show()).toBe('shown');
  markDestroyed(thing);
  expect(() => thing.show()).toThrow(new TypeError('Object has been destroyed'));
  expect([thing.isDestroyed(), thing.id, thing instanceof Thing]).toEqual([true, 1, true]);
  thing.emit('closed');
  expect(closed).toHaveBeenCalledOnce();
});
