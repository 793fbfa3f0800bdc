/**
 * MQTTX 1.12 and later, the client this product is made for. Its settings are a file of electron-store 8 (conf 10), read on every
 * access with `JSON.parse`; a file that does not parse keeps MQTTX from starting. It speaks HTTP+SSE only: a Streamable HTTP
 * address makes it hang at start, so this definition must never name one.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ClientDefinition, JsonObject, Setting, ToolDescription } from '../types.ts';
import { strictJson } from './formats.ts';

/** Copilot ignores a server without a successful test and a list of tools; only the settings page's test button writes that. */
function testResults(serverName: string, tools: readonly ToolDescription[]): Setting {
  const listed: readonly JsonObject[] = tools.map(({ name, description, input_schema }) => ({ name, description, input_schema }));
  return {
    path: ['mcp', 'servers', serverName, 'testResults'],
    value: { success: true, tools: listed, message: `Connected, ${tools.length} tools.` },
    role: 'companion',
    // The message is MQTTX's to word.
    accepts: (found) =>
      typeof found === 'object' &&
      found !== null &&
      'success' in found &&
      found.success === true &&
      'tools' in found &&
      isDeepStrictEqual(found.tools, listed),
  };
}

export const mqttx: ClientDefinition = {
  id: 'mqttx',
  name: 'MQTTX',
  source: 'https://github.com/emqx/MQTTX',
  format: { ...strictJson, indent: '\t' },
  serversPath: ['mcp', 'config', 'mcpServers'],
  shapes: { sse: { urlKey: 'url', fields: {}, credentials: 'query' } },
  companions: (serverName, tools) => [
    { path: ['mcp', 'enabled'], value: true, role: 'switch', accepts: (found) => found === true },
    { path: ['mcp', 'servers', serverName, 'enabled'], value: true, role: 'companion', accepts: (found) => found === true },
    testResults(serverName, tools),
  ],
  installations: [
    {
      id: 'default',
      label: 'deb, rpm or AppImage',
      platforms: ['linux'],
      file: { base: 'config', path: ['MQTTX', 'config.json'] },
      presence: [
        { base: 'config', path: ['MQTTX'] },
        { base: 'root', path: ['opt', 'MQTTX'] },
      ],
    },
    {
      id: 'snap',
      label: 'snap',
      platforms: ['linux'],
      file: { base: 'home', path: ['snap', 'mqttx', 'current', '.config', 'MQTTX', 'config.json'] },
      // `current` is a link that snapd makes at the first start; before that there is no folder to write to.
      presence: [{ base: 'home', path: ['snap', 'mqttx', 'current'] }],
    },
    {
      id: 'flatpak',
      label: 'Flatpak',
      platforms: ['linux'],
      file: { base: 'home', path: ['.var', 'app', 'com.emqx.MQTTX', 'config', 'MQTTX', 'config.json'] },
      presence: [{ base: 'home', path: ['.var', 'app', 'com.emqx.MQTTX'] }],
    },
    {
      id: 'default',
      label: 'macOS application',
      platforms: ['darwin'],
      file: { base: 'config', path: ['MQTTX', 'config.json'] },
      presence: [
        { base: 'config', path: ['MQTTX'] },
        { base: 'root', path: ['Applications', 'MQTTX.app'] },
        { base: 'home', path: ['Applications', 'MQTTX.app'] },
      ],
    },
    {
      id: 'default',
      label: 'Windows application',
      platforms: ['win32'],
      file: { base: 'config', path: ['MQTTX', 'config.json'] },
      presence: [
        { base: 'config', path: ['MQTTX'] },
        { base: 'local-data', path: ['Programs', 'MQTTX'] },
        { base: { env: 'ProgramFiles' }, path: ['MQTTX'] },
      ],
    },
  ],
  processes: { linux: ['mqttx', 'MQTTX'], darwin: ['MQTTX'], win32: ['MQTTX.exe'] },
  pickup: {
    kind: 'restart',
    note: 'Leave its MCP settings page closed until then: an open page would write its old settings back.',
  },
};
