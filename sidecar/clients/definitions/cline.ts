/**
 * Cline, as an extension of VS Code or Cursor and as a command line program. Without `type` a URL is taken for HTTP+SSE; Streamable
 * HTTP is called `streamableHttp` here and nowhere else.
 */
import type { ClientDefinition, Installation } from '../types.ts';
import { strictJson } from './formats.ts';

function inEditor(id: string, label: string, folder: string): Installation {
  const storage = [folder, 'User', 'globalStorage', 'saoudrizwan.claude-dev'];
  return {
    id,
    label,
    platforms: ['linux', 'darwin', 'win32'],
    file: { base: 'config', path: [...storage, 'settings', 'cline_mcp_settings.json'] },
    presence: [{ base: 'config', path: storage }],
  };
}

export const cline: ClientDefinition = {
  id: 'cline',
  name: 'Cline',
  source: 'https://docs.cline.bot/mcp/configuring-mcp-servers',
  format: strictJson,
  serversPath: ['mcpServers'],
  shapes: {
    sse: { urlKey: 'url', fields: { type: 'sse' }, credentials: 'header' },
    http: { urlKey: 'url', fields: { type: 'streamableHttp' }, credentials: 'header' },
    stdio: { fields: { type: 'stdio' } },
  },
  offSwitch: { key: 'disabled', off: true },
  installations: [
    inEditor('vscode', 'in Visual Studio Code', 'Code'),
    inEditor('cursor', 'in Cursor', 'Cursor'),
    {
      id: 'cli',
      label: 'command line',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.cline', 'data', 'settings', 'cline_mcp_settings.json'] },
      presence: [{ base: 'home', path: ['.cline', 'data'] }],
    },
  ],
  pickup: { kind: 'automatic' },
};
