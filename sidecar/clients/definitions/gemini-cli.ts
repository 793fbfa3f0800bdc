/**
 * Gemini CLI, user settings: `url` is HTTP+SSE, `httpUrl` Streamable HTTP. The file holds all of its settings; comments are
 * stripped before it is parsed, trailing commas are not.
 */
import type { ClientDefinition } from '../types.ts';
import { jsonWithComments } from './formats.ts';

export const geminiCli: ClientDefinition = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  source: 'https://geminicli.com/docs/tools/mcp-server',
  format: jsonWithComments,
  serversPath: ['mcpServers'],
  shapes: {
    sse: { urlKey: 'url', fields: {}, credentials: 'header' },
    http: { urlKey: 'httpUrl', fields: {}, credentials: 'header' },
    stdio: { fields: {} },
  },
  installations: [
    {
      id: 'default',
      label: 'user settings',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.gemini', 'settings.json'] },
      presence: [{ base: 'home', path: ['.gemini'] }],
    },
    {
      id: 'config-dir',
      label: 'user settings, GEMINI_CLI_HOME',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: { env: 'GEMINI_CLI_HOME' }, path: ['.gemini', 'settings.json'] },
      presence: [{ base: { env: 'GEMINI_CLI_HOME' }, path: ['.gemini'] }],
    },
  ],
  pickup: { kind: 'new-session' },
};
