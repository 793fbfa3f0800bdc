/**
 * Cursor, the file for all projects (one of a project is the project's). A `url` is tried as Streamable HTTP first, then as
 * HTTP+SSE, so that both look alike.
 */
import type { ClientDefinition } from '../types.ts';
import { strictJson } from './formats.ts';

export const cursor: ClientDefinition = {
  id: 'cursor',
  name: 'Cursor',
  source: 'https://cursor.com/docs/mcp',
  format: strictJson,
  serversPath: ['mcpServers'],
  shapes: {
    sse: { urlKey: 'url', fields: {}, credentials: 'header' },
    http: { urlKey: 'url', fields: {}, credentials: 'header' },
    stdio: { fields: {} },
  },
  installations: [
    {
      id: 'default',
      label: 'all projects',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.cursor', 'mcp.json'] },
      presence: [{ base: 'home', path: ['.cursor'] }],
    },
  ],
  processes: { linux: ['cursor', 'Cursor'], darwin: ['Cursor'], win32: ['Cursor.exe'] },
  pickup: { kind: 'restart' },
};
