import { describe, expect, it } from 'vitest';
import { clientDefinitions, findDefinition } from '../../../sidecar/clients/definitions/index.ts';
import { clientIdSchema } from '../../../sidecar/clients/schemas.ts';
import { buildEntry, endpointUrl } from '../../../sidecar/clients/server-entry.ts';
import type { ConfigurationRequest } from '../../../sidecar/clients/types.ts';

const request: ConfigurationRequest = {
  serverName: 'mqttx-server',
  address: { port: 4000, basePath: '/mqttx' },
  tools: [],
  launch: { command: 'sidecar', args: ['--stdio'] },
  transports: ['http', 'sse', 'stdio'],
};

describe('the definitions', () => {
  it('cover every id, each once', () => {
    expect(clientDefinitions.map(({ id }) => id)).toEqual(clientIdSchema.options);
  });

  it('never give MQTTX anything but HTTP+SSE, on which everything else it does hangs', () => {
    const mqttx = findDefinition('mqttx');
    expect(Object.keys(mqttx.shapes)).toEqual(['sse']);
    expect(buildEntry(mqttx, 'sse', request)).toEqual({ url: 'http://localhost:4000/mqttx/sse' });
  });

  it('are looked up by id, with the known ones in the error', () => {
    expect(() => findDefinition('emacs')).toThrow('There is no client "emacs"');
  });

  it.each([
    ['claude-desktop', 'stdio', { command: 'sidecar', args: ['--stdio'] }],
    ['claude-code', 'sse', { type: 'sse', url: 'http://localhost:4000/mqttx/sse' }],
    ['claude-code', 'http', { type: 'http', url: 'http://localhost:4000/mqttx/mcp' }],
    ['cursor', 'sse', { url: 'http://localhost:4000/mqttx/sse' }],
    ['vscode', 'sse', { type: 'sse', url: 'http://localhost:4000/mqttx/sse' }],
    ['vscode', 'stdio', { type: 'stdio', command: 'sidecar', args: ['--stdio'] }],
    ['windsurf', 'sse', { serverUrl: 'http://localhost:4000/mqttx/sse' }],
    ['zed', 'http', { url: 'http://localhost:4000/mqttx/mcp' }],
    ['zed', 'stdio', { command: 'sidecar', args: ['--stdio'] }],
    ['gemini-cli', 'sse', { url: 'http://localhost:4000/mqttx/sse' }],
    ['gemini-cli', 'http', { httpUrl: 'http://localhost:4000/mqttx/mcp' }],
    ['cline', 'sse', { type: 'sse', url: 'http://localhost:4000/mqttx/sse' }],
    ['cline', 'http', { type: 'streamableHttp', url: 'http://localhost:4000/mqttx/mcp' }],
    ['lm-studio', 'sse', { url: 'http://localhost:4000/mqttx/sse' }],
  ] as const)('of %s write %s as its documentation has it', (client, transport, entry) => {
    expect(buildEntry(findDefinition(client), transport, request)).toEqual(entry);
  });
});

describe('the address', () => {
  it('carries a token in the query only for a client that can send no header', () => {
    const address = { port: 4000, basePath: '/base', token: 'a b&c' };
    expect(endpointUrl(address, 'sse', 'query')).toBe('http://localhost:4000/base/sse?token=a%20b%26c');
    expect(endpointUrl(address, 'http', 'header')).toBe('http://localhost:4000/base/mcp');
  });
});
