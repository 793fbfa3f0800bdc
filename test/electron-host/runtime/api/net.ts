/**
 * The `net` module: `fetch` with the schemes that Electron adds (`file:` and the app's own), and `request`, which is as
 * much as an updater needs. The network below is Node's, not Chromium's.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Schemes } from '../host/schemes.ts';
import { ClientRequest, type RequestTarget } from './net-request.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface Net {
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
  request(target: RequestTarget, onResponse?: (response: unknown) => void): ClientRequest;
  isOnline(): boolean;
  readonly online: boolean;
}

export function createNet(schemes: Schemes): Net {
  return {
    online: true,
    isOnline: () => true,
    async fetch(input, init) {
      const url = typeof input === 'string' ? input : input.url;
      const handler = schemes.handlerFor(url);
      if (handler) return handler(new Request(input, init));
      return url.startsWith('file:') ? fetchFile(url) : fetch(input, init);
    },
    request(target, onResponse) {
      const request = new ClientRequest(target);
      if (onResponse) request.on('response', onResponse);
      return request;
    },
  };
}

async function fetchFile(url: string): Promise<Response> {
  const path = fileURLToPath(new URL(url.replace(/[?#].*$/s, '')));
  try {
    const headers = { 'content-type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream' };
    return new Response(await readFile(path), { headers });
  } catch (cause) {
    throw new Error('net::ERR_FILE_NOT_FOUND', { cause });
  }
}
