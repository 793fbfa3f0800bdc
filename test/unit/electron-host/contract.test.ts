/**
 * The host against electron.d.ts at run time: it offers no module, no member and no event that Electron lacks. The
 * shapes of members are held by the compiler, in test/electron-host/contract.ts.
 */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { findDeclaration, readElectronTypes } from '../../electron-host/electron-dts.ts';
import { createElectron } from '../../electron-host/runtime/api/create-electron.ts';
import { IpcMain } from '../../electron-host/runtime/api/ipc-main.ts';
import { MenuItem } from '../../electron-host/runtime/api/menu-item.ts';
import { NativeImage } from '../../electron-host/runtime/api/native-image.ts';
import { ClientRequest } from '../../electron-host/runtime/api/net-request.ts';
import { Session } from '../../electron-host/runtime/api/session.ts';
import { UtilityProcess } from '../../electron-host/runtime/api/utility-process.ts';
import { WebContents } from '../../electron-host/runtime/api/web-contents.ts';
import { WebFrameMain } from '../../electron-host/runtime/api/web-frame-main.ts';
import { WebRequest } from '../../electron-host/runtime/api/web-request.ts';
import { CdpConnection } from '../../electron-host/runtime/chromium/connection.ts';
import { Switches } from '../../electron-host/runtime/host/switches.ts';

const types = readElectronTypes();
const switches = new Switches([]);
const { electron } = createElectron({
  facts: { executable: '/electron', appPath: '/app', isPackaged: false, name: 'Probe', version: '0.0.0' },
  settings: { chromium: '', secretBackend: undefined, colorScheme: 'light' },
  switches,
  locale: 'en-US',
  connection: new CdpConnection(new PassThrough(), new PassThrough()),
  chromiumPid: 0,
  versions: { electron: '45.0.0' },
  node: process.execPath,
  exitProcess: () => {},
});

/** Declarations of modules that are not called like them. */
const DECLARED_AS: Readonly<Record<string, string>> = {
  app: 'App',
  session: 'Session',
  webContents: 'WebContents',
  nativeImage: 'NativeImage',
};

const END = new Set<unknown>([null, Object.prototype, Function.prototype, EventEmitter, EventEmitter.prototype]);
const OF_JAVASCRIPT = new Set(['constructor', 'length', 'name', 'prototype', ...Object.getOwnPropertyNames(new EventEmitter())]);

/** Names that the object has of its own or inherits, down to where JavaScript and Node begin. */
function namesOf(object: object): string[] {
  const names = Object.getOwnPropertyNames(object).filter((name) => !OF_JAVASCRIPT.has(name));
  const parent: unknown = Object.getPrototypeOf(object);
  return END.has(parent) || typeof parent !== 'object' || parent === null ? names : [...names, ...namesOf(parent)];
}

const declaredName = (module: string): string => DECLARED_AS[module] ?? module.charAt(0).toUpperCase() + module.slice(1);

const modules = Object.entries(electron).map(([name, module]) => [declaredName(name), module] as const);
const classes = { IpcMain, MenuItem, NativeImage, ClientRequest, Session, UtilityProcess, WebContents, WebFrameMain, WebRequest };
const prototypes = [...Object.entries(classes), ...modules.filter(([, module]) => typeof module === 'function')].map(
  ([name, constructor]) => [name, Reflect.get(constructor, 'prototype')] as const,
);

test.each(modules)('the module %s has no member that Electron lacks', (name, module) => {
  const { members } = findDeclaration(types, name);
  expect(namesOf(module).filter((member) => !members.has(member))).toEqual([]);
});

test.each(prototypes)('instances of %s have no member that Electron lacks', (name, prototype) => {
  const { members } = findDeclaration(types, name);
  expect(namesOf(prototype).filter((member) => !members.has(member))).toEqual([]);
});

test("every module stands in the list of Electron's main process", () => {
  const exported = [...types.matchAll(/^ {4}(?:const|class) (\w+)\b/gm)].map(([, name]) => name);
  expect(Object.keys(electron).filter((name) => !exported.includes(name))).toEqual([]);
});

test('the modules that the desktop must do without are absent', () => {
  expect(Object.keys(electron)).not.toContain('autoUpdater');
  expect(Reflect.get(electron.app ?? {}, 'setLoginItemSettings')).toBeUndefined();
});

test('a member that the host lacks is refused by name', () => {
  expect(() => Reflect.get(electron.app ?? {}, 'moveToTheMoon')).toThrow('app.moveToTheMoon is not offered by the test host');
});

/** Whose events a source file emits. Files that emit events of Node's own are left out. */
const EMITTERS: Readonly<Record<string, readonly string[]>> = {
  'app.ts': ['App'],
  'browser-window.ts': ['BrowserWindow', 'App', 'WebContents'],
  'contents-view.ts': ['WebContents'],
  'menu.ts': ['Menu'],
  'native-theme.ts': ['NativeTheme'],
  'net-request.ts': ['ClientRequest'],
  'notification.ts': ['Notification'],
  'utility-process.ts': ['UtilityProcess', 'App'],
  'web-contents.ts': ['WebContents', 'App', 'BrowserWindow'],
  'window-frame.ts': ['BrowserWindow'],
};

test.each(Object.entries(EMITTERS))('%s emits no event that Electron lacks', (file, emitters) => {
  const source = readFileSync(join(import.meta.dirname, '../../electron-host/runtime/api', file), 'utf8');
  const emitted = [...source.matchAll(/\.emit\(\s*'([\w-]+)'/g)].flatMap(([, event]) => event ?? []);
  const known = new Set(emitters.flatMap((name) => [...findDeclaration(types, name).events]));
  expect(emitted).not.toEqual([]);
  expect(emitted.filter((event) => !known.has(event))).toEqual([]);
});
