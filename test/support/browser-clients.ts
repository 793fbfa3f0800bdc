/** The ways in which a page may receive a stream (fixtures/browser-clients.ts), bundled as a script that defines `clients`. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type * as browserClients from '../integration/client/fixtures/browser-clients.ts';

/** What a page has besides the browser's own. */
declare global {
  const clients: typeof browserClients;
  var received: string[];
}

const ENTRY = fileURLToPath(new URL('../integration/client/fixtures/browser-clients.ts', import.meta.url));

export async function bundleBrowserClients(): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [ENTRY], bundle: true, write: false, format: 'iife', globalName: 'clients' });
  return outputFiles[0]?.text ?? '';
}
