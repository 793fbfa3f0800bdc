/**
 * Visual Studio Code with GitHub Copilot: `mcp.json` of the user's default profile. It is read like all of its settings, with
 * comments and trailing commas.
 */
import type { ClientDefinition } from '../types.ts';
import { lenientJson } from './formats.ts';

export const vscode: ClientDefinition = {
  id: 'vscode',
  name: 'Visual Studio Code',
  source: 'https://code.visualstudio.com/docs/copilot/reference/mcp-configuration',
  format: { ...lenientJson, indent: '\t' },
  serversPath: ['servers'],
  shapes: {
    sse: { urlKey: 'url', fields: { type: 'sse' }, credentials: 'header' },
    http: { urlKey: 'url', fields: { type: 'http' }, credentials: 'header' },
    stdio: { fields: { type: 'stdio' } },
  },
  installations: [
    {
      id: 'default',
      label: 'default profile',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'config', path: ['Code', 'User', 'mcp.json'] },
      presence: [{ base: 'config', path: ['Code', 'User'] }],
    },
    {
      id: 'insiders',
      label: 'Insiders, default profile',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'config', path: ['Code - Insiders', 'User', 'mcp.json'] },
      presence: [{ base: 'config', path: ['Code - Insiders', 'User'] }],
    },
    {
      id: 'flatpak',
      label: 'Flatpak, default profile',
      platforms: ['linux'],
      file: { base: 'home', path: ['.var', 'app', 'com.visualstudio.code', 'config', 'Code', 'User', 'mcp.json'] },
      presence: [{ base: 'home', path: ['.var', 'app', 'com.visualstudio.code', 'config', 'Code', 'User'] }],
    },
  ],
  processes: { linux: ['code', 'code-insiders'], darwin: ['Code', 'Code - Insiders'], win32: ['Code.exe', 'Code - Insiders.exe'] },
  pickup: { kind: 'confirm', note: 'It asks once whether the server is trusted: run "MCP: List Servers", choose it and start it.' },
};
