/**
 * Claude Desktop. Its file knows commands only (remote servers are added in its settings and have to be public), so it is
 * given one with `--stdio`; the caller says which. Its Windows package keeps a file of its own.
 */
import type { ClientDefinition } from '../types.ts';
import { strictJson } from './formats.ts';

const fileName = 'claude_desktop_config.json';

export const claudeDesktop: ClientDefinition = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  source: 'https://modelcontextprotocol.io/quickstart/user',
  format: strictJson,
  serversPath: ['mcpServers'],
  shapes: { stdio: { fields: {} } },
  installations: [
    {
      id: 'default',
      label: 'application',
      platforms: ['linux', 'darwin', 'win32'],
      file: { base: 'config', path: ['Claude', fileName] },
      presence: [
        { base: 'config', path: ['Claude'] },
        { base: 'root', path: ['Applications', 'Claude.app'] },
      ],
    },
    {
      id: 'msix',
      label: 'Windows package (MSIX)',
      platforms: ['win32'],
      // Windows shows a packaged program a view of AppData of its own; this is where its writes go.
      file: { base: 'local-data', path: ['Packages', 'Claude_pzs8sxrjxfjjc', 'LocalCache', 'Roaming', 'Claude', fileName] },
      presence: [{ base: 'local-data', path: ['Packages', 'Claude_pzs8sxrjxfjjc'] }],
    },
  ],
  // A lower-case `claude` on Linux and macOS is the command line client.
  processes: { linux: ['claude-desktop', 'Claude'], darwin: ['Claude'], win32: ['Claude.exe'] },
  pickup: { kind: 'restart', note: 'Closing its window is not enough, it goes on in the tray.' },
};
