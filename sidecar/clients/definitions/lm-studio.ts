/**
 * LM Studio 0.3.17 and later, which follows Cursor's notation. Installations that began before version 0.3 keep their folder
 * under ~/.cache.
 */
import type { ClientDefinition } from '../types.ts';
import { strictJson } from './formats.ts';

export const lmStudio: ClientDefinition = {
  id: 'lm-studio',
  name: 'LM Studio',
  source: 'https://lmstudio.ai/docs/app/mcp',
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
      label: 'application',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.lmstudio', 'mcp.json'] },
      presence: [{ base: 'home', path: ['.lmstudio'] }],
    },
    {
      id: 'cache',
      label: 'application, folder of an older version',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.cache', 'lm-studio', 'mcp.json'] },
      presence: [{ base: 'home', path: ['.cache', 'lm-studio'] }],
    },
  ],
  processes: { linux: ['lm-studio', 'LM Studio'], darwin: ['LM Studio'], win32: ['LM Studio.exe'] },
  pickup: { kind: 'restart' },
};
