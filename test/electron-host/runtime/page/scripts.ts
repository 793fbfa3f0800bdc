/**
 * The two scripts that Chromium runs before a page's own: one in the page's world, one in the preload's. They are put
 * together from functions of this folder by their source text, which type stripping leaves as plain JavaScript.
 */
import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import { createContextBridge } from './context-bridge.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import { isolatedWorld } from './isolated-world.ts';
import { mainWorld } from './main-world.ts';
import { askForPermissions } from './permissions.ts';
import { type PreloadFacts, RECEIVER } from './wire.ts';
import { createWorldPort } from './world-port.ts';

/** Frames of other origins get neither preload nor bridge, as in Electron without `nodeIntegrationInSubFrames`. */
const inTopFrame = (body: string): string => `(() => { if (window !== window.top) return;\n${body}\n})();`;

const common = (prefix: string): string => `
const codec = { encode: ${encode}, decode: ${decode} };
const port = (${createWorldPort})(${JSON.stringify(prefix)});`;

/** @param prefix what the two worlds prefix their events with */
export function mainWorldScript(prefix: string): string {
  return inTopFrame(`${common(prefix)}
(${mainWorld})(port, codec);
(${askForPermissions})(port);`);
}

interface IsolatedWorldOptions {
  readonly prefix: string;
  /** Name of the DevTools binding that leads to the host. */
  readonly binding: string;
  readonly facts: PreloadFacts;
  /** Paths of preload scripts, in the order in which they run. */
  readonly preloads: readonly string[];
  /** Told of a preload that cannot be read or is no script (a sandboxed preload is no ES module). */
  readonly onBroken: (path: string, error: Error) => void;
}

export function isolatedWorldScript({ prefix, binding, facts, preloads, onBroken }: IsolatedWorldOptions): string {
  const runners = preloads.flatMap((path) => {
    const code = preloadCode(path, onBroken);
    return code === undefined ? [] : [`{ path: ${JSON.stringify(path)}, run: ${code} }`];
  });
  return inTopFrame(`${common(prefix)}
(${isolatedWorld})({
  port, codec, createIpcRenderer: ${createIpcRenderer}, createContextBridge: ${createContextBridge},
  facts: ${JSON.stringify(facts)},
  receiver: ${JSON.stringify(RECEIVER)},
  post: (message) => globalThis[${JSON.stringify(binding)}](JSON.stringify(message)),
  preloads: [${runners.join(',\n')}],
});`);
}

function preloadCode(path: string, onBroken: (path: string, error: Error) => void): string | undefined {
  try {
    const source = readFileSync(path, 'utf8');
    const body = `const module = { exports: {} }; const { exports } = module; const global = globalThis;\n${source}\n`;
    compileFunction(body, ['require', 'process'], { filename: path });
    return `(require, process) => {${body}}`;
  } catch (error) {
    onBroken(path, error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
