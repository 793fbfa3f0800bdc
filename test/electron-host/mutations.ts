/**
 * Nine ways to break an Electron app that a stand-in could easily let pass. Each is a change to the built probe app
 * and names the spec that must turn red.
 */

export interface Mutation {
  readonly name: string;
  /** File below the built app. */
  readonly file: string;
  /** Stands in the file exactly as written. */
  readonly find: string;
  readonly replace: string;
  /** Title of the spec that must fail. */
  readonly spec: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: 'the preload requires a module that a sandbox does not have',
    file: 'preload/index.cjs',
    find: 'var import_electron = require("electron");',
    replace: 'var import_electron = require("electron"), fs = require("fs");',
    spec: 'the page sees the frozen bridge and nothing else of Electron',
  },
  {
    name: 'the preload is an ES module',
    file: 'preload/index.cjs',
    find: 'var import_electron = require("electron");',
    replace: 'import * as import_electron from "electron";',
    spec: 'the page sees the frozen bridge and nothing else of Electron',
  },
  {
    name: 'the bridge is exposed under another name',
    file: 'preload/index.cjs',
    find: 'exposeInMainWorld("probe"',
    replace: 'exposeInMainWorld("prob"',
    spec: 'the page sees the frozen bridge and nothing else of Electron',
  },
  {
    name: 'the page relies on a global of the preload',
    file: 'renderer/main.js',
    find: 'window.probe.save(',
    replace: 'window.leaked.save(',
    spec: 'a button goes through the bridge to main, which writes a file',
  },
  {
    name: 'no content security policy is sent',
    file: 'main/index.js',
    find: 'headers.set("content-security-policy", POLICY);',
    replace: '',
    spec: 'the policy of app:// is enforced',
  },
  {
    name: 'navigation is not guarded',
    file: 'main/index.js',
    find: 'if (!event.url.startsWith("app://bundle/")) event.preventDefault();',
    replace: '',
    spec: 'a navigation elsewhere is refused and the page stays',
  },
  {
    name: 'the single-instance lock is not asked for',
    file: 'main/index.js',
    find: '.requestSingleInstanceLock()',
    replace: '.isPackaged === false',
    spec: 'a second instance is turned away and raises the first',
  },
  {
    name: 'the window does not know that the app quits',
    file: 'main/index.js',
    find: '"before-quit"',
    replace: '"before-nothing"',
    spec: 'quitting from the tray ends the sidecar before the app, and the log was written',
  },
  {
    name: 'main calls what Electron does not have',
    file: 'main/index.js',
    find: '.registerSchemesAsPrivileged(',
    replace: '.registerSchemeAsPrivileged(',
    spec: 'a picture of the page can be taken',
  },
];
