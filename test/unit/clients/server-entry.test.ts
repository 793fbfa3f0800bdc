import { describe, expect, it } from 'vitest';
import { findDefinition } from '../../../sidecar/clients/definitions/index.ts';
import { looksLikeOurs, reachesUs, sameEndpoint } from '../../../sidecar/clients/server-entry.ts';
import type { ConfigurationRequest } from '../../../sidecar/clients/types.ts';

const request: ConfigurationRequest = {
  serverName: 'mqttx-server',
  address: { port: 4000, basePath: '/mqttx' },
  tools: [],
  launch: { command: '/opt/sidecar', args: ['--stdio'] },
  transports: ['sse'],
};

describe('sameEndpoint', () => {
  it.each([
    ['http://localhost:4000/mqttx/sse', true],
    ['http://127.0.0.1:4000/mqttx/sse', true],
    ['http://[::1]:4000/mqttx/sse/', true],
    ['http://localhost:4001/mqttx/sse', false],
    ['https://localhost:4000/mqttx/sse', false],
    ['http://localhost:4000/mqttx/mcp', false],
    ['http://localhost:4000/mqttx/sse?token=x', false],
    ['http://192.168.1.2:4000/mqttx/sse', false],
    ['no address', false],
    [undefined, false],
    [4000, false],
  ])('compares %j', (found, expected) => {
    expect(sameEndpoint(found, 'http://localhost:4000/mqttx/sse')).toBe(expected);
  });
});

describe('reachesUs', () => {
  it.each([
    ['cursor', { url: 'http://localhost:4000/mqttx/sse' }, 'sse'],
    ['cursor', { url: 'http://localhost:4000/mqttx/mcp', headers: {} }, 'http'],
    ['cursor', { command: '/opt/sidecar', args: ['--stdio'] }, 'stdio'],
    ['cursor', { command: '/opt/sidecar', args: ['--stdio', '--port', '1'] }, undefined],
    ['cursor', { serverUrl: 'http://localhost:4000/mqttx/sse' }, undefined],
    ['vscode', { type: 'http', url: 'http://localhost:4000/mqttx/sse' }, undefined],
    ['mqttx', { url: 'http://localhost:4000/mqttx/mcp' }, undefined],
  ] as const)('tells by which transport an entry of %s reaches the sidecar', (client, entry, transport) => {
    expect(reachesUs(entry, findDefinition(client), request)).toBe(transport);
  });
});

describe('looksLikeOurs', () => {
  it.each([
    [{ url: 'http://localhost:9999/mqttx/sse' }, true],
    [{ url: 'http://localhost:9999/mqttx/mcp' }, true],
    [{ url: 'http://localhost:9999/other/sse' }, false],
    [{ url: 'http://example.com/mqttx/sse' }, false],
    [{ command: '/opt/sidecar', args: [] }, true],
    [{ command: 'npx', url: 'http://localhost:4000/mqttx/sse' }, false],
    [{}, false],
  ])('takes %j for ours or not', (entry, expected) => {
    expect(looksLikeOurs(entry, findDefinition('cursor'), request)).toBe(expected);
  });
});
