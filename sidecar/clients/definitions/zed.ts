/**
 * Zed: `context_servers` of the settings, which also hold everything else (JSON with comments and trailing commas). A `url` is
 * Streamable HTTP, HTTP+SSE is not known; a command needs `args` even when there are none.
 */
import type { ClientDefinition } from '../types.ts';
import { lenientJson } from './formats.ts';

export const zed: ClientDefinition = {
  id: 'zed',
  name: 'Zed',
  source: 'https://zed.dev/docs/ai/mcp',
  format: lenientJson,
  serversPath: ['context_servers'],
  shapes: {
    http: { urlKey: 'url', fields: {}, credentials: 'header' },
    stdio: { fields: {} },
  },
  offSwitch: { key: 'enabled', off: false },
  installations: [
    {
      id: 'default',
      label: 'application',
      platforms: ['linux', 'win32'],
      // XDG_CONFIG_HOME/zed; on Windows %APPDATA%\Zed, where case does not matter.
      file: { base: 'config', path: ['zed', 'settings.json'] },
      presence: [{ base: 'config', path: ['zed'] }],
    },
    {
      id: 'default',
      label: 'application',
      platforms: ['darwin'],
      file: { base: 'home', path: ['.config', 'zed', 'settings.json'] },
      presence: [
        { base: 'home', path: ['.config', 'zed'] },
        { base: 'root', path: ['Applications', 'Zed.app'] },
      ],
    },
    {
      id: 'flatpak',
      label: 'Flatpak',
      platforms: ['linux'],
      file: { base: 'home', path: ['.var', 'app', 'dev.zed.Zed', 'config', 'zed', 'settings.json'] },
      presence: [{ base: 'home', path: ['.var', 'app', 'dev.zed.Zed'] }],
    },
  ],
  processes: { linux: ['zed', 'zed-editor'], darwin: ['zed'], win32: ['Zed.exe'] },
  pickup: { kind: 'automatic' },
};
