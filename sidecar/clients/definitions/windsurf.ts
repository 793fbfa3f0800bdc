/**
 * Windsurf (Cascade), one file for all projects. Remote servers stand under `serverUrl`, where HTTP+SSE and Streamable HTTP look
 * alike.
 */
import type { ClientDefinition } from '../types.ts';
import { strictJson } from './formats.ts';

export const windsurf: ClientDefinition = {
  id: 'windsurf',
  name: 'Windsurf',
  source: 'https://docs.windsurf.com/windsurf/cascade/mcp',
  format: strictJson,
  serversPath: ['mcpServers'],
  shapes: {
    sse: { urlKey: 'serverUrl', fields: {}, credentials: 'header' },
    http: { urlKey: 'serverUrl', fields: {}, credentials: 'header' },
    stdio: { fields: {} },
  },
  offSwitch: { key: 'disabled', off: true },
  installations: [
    {
      id: 'default',
      label: 'all projects',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.codeium', 'windsurf', 'mcp_config.json'] },
      presence: [{ base: 'home', path: ['.codeium', 'windsurf'] }],
    },
  ],
  processes: { linux: ['windsurf', 'Windsurf'], darwin: ['Windsurf'], win32: ['Windsurf.exe'] },
  pickup: { kind: 'restart', note: 'Pressing Refresh in its MCP panel does the same.' },
};
