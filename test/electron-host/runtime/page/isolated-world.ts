/**
 * The preload's world: gives the preload what a sandboxed one gets (a `require` of few modules, a small `process`) and
 * passes to the host what the page asks of its window. Runs as source text: what it needs of other files is handed in.
 */
import type { Codec } from '../codec/encoded.ts';
import type { createContextBridge } from './context-bridge.ts';
import type { createIpcRenderer } from './ipc-renderer.ts';
import type { PageMessage, PreloadFacts, WorldPort } from './wire.ts';

export interface IsolatedWorldParts {
  readonly port: WorldPort;
  readonly codec: Codec;
  readonly createIpcRenderer: typeof createIpcRenderer;
  readonly createContextBridge: typeof createContextBridge;
  readonly facts: PreloadFacts;
  readonly receiver: string;
  readonly post: (message: PageMessage) => void;
  readonly preloads: readonly { path: string; run: (require: (id: string) => unknown, process: object) => void }[];
}

export function isolatedWorld(parts: IsolatedWorldParts): void {
  const { port, codec, facts, post } = parts;
  const { ipcRenderer, receive } = parts.createIpcRenderer(codec, post);
  Object.assign(globalThis, {
    [parts.receiver]: (message: Parameters<typeof receive>[0]) => {
      if (message.type === 'permission-settled') port.fire('permission-settled', message);
      else receive(message);
    },
  });

  port.listen('open', (message) => post({ type: 'open', ...message }));
  port.listen('close', () => post({ type: 'close' }));
  port.listen('permission', (message) => post({ type: 'permission', ...message }));

  // A link that asks for another window, once the page's own handlers have had their say.
  const onClick = (event: MouseEvent): void => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    const byButton = event.type === 'auxclick' ? event.button === 1 : event.ctrlKey || event.metaKey || event.shiftKey;
    const byTarget = event.type === 'click' && link.target !== '' && !/^_(self|top|parent)$/.test(link.target);
    if (!byButton && !byTarget) return;
    event.preventDefault();
    const disposition = event.shiftKey ? 'new-window' : byTarget ? 'foreground-tab' : 'background-tab';
    post({ type: 'open', url: link.href, frameName: link.target, features: '', disposition });
  };
  addEventListener('click', onClick);
  addEventListener('auxclick', onClick);

  const electron = {
    contextBridge: parts.createContextBridge(port, codec),
    ipcRenderer,
    webUtils: { getPathForFile: (file: File) => file.name },
  };
  const modules: Record<string, unknown> = {
    electron,
    'electron/renderer': electron,
    'electron/common': electron,
    'timers': { setTimeout, clearTimeout, setInterval, clearInterval },
    'url': { URL, URLSearchParams },
  };
  const require = (id: string): unknown => {
    const name = id.replace(/^node:/, '');
    if (name in modules) return modules[name];
    throw Object.assign(new Error(`module not found: ${id}`), { code: 'MODULE_NOT_FOUND' });
  };
  const process = { ...facts, type: 'renderer', sandboxed: true, contextIsolated: true, isMainFrame: true, pid: 0 };

  for (const { path, run } of parts.preloads) {
    try {
      run(require, process);
    } catch (error) {
      const message = error instanceof Error && error.stack ? error.stack : String(error);
      console.error(`Unable to load preload script: ${path}`);
      console.error(message);
      post({ type: 'preload-error', path, message });
    }
  }
  post({ type: 'preload-done' });
}
