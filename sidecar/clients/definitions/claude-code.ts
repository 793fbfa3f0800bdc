/**
 * Claude Code, user scope: the top-level `mcpServers` of .claude.json, valid in every project. The file holds all of its state
 * and is rewritten often, by every running session.
 */
import type { ClientDefinition } from '../types.ts';
import { strictJson } from './formats.ts';

export const claudeCode: ClientDefinition = {
  id: 'claude-code',
  name: 'Claude Code',
  source: 'https://code.claude.com/docs/en/mcp',
  format: strictJson,
  serversPath: ['mcpServers'],
  shapes: {
    sse: { urlKey: 'url', fields: { type: 'sse' }, credentials: 'header' },
    http: { urlKey: 'url', fields: { type: 'http' }, credentials: 'header' },
    stdio: { fields: {} },
  },
  installations: [
    {
      id: 'default',
      label: 'user scope',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'home', path: ['.claude.json'] },
      presence: [{ base: 'home', path: ['.claude'] }],
    },
    {
      id: 'config-dir',
      label: 'user scope, CLAUDE_CONFIG_DIR',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: { env: 'CLAUDE_CONFIG_DIR' }, path: ['.claude.json'] },
      presence: [{ base: { env: 'CLAUDE_CONFIG_DIR' }, path: [] }],
    },
  ],
  pickup: { kind: 'new-session' },
};
