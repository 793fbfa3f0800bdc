/** Our edits seen through MQTTX's own eyes: what its store reads after one click, and that nothing else changed. */
import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSandbox, sampleTools } from '../../support/clients.ts';
import type { Sandbox } from '../../support/clients.ts';
import { openMqttxStore } from '../../support/mqttx-store.ts';

const settings = '.config/MQTTX/config.json';
const other = { url: 'http://localhost:9/sse' };

async function oneClick(sandbox: Sandbox) {
  const configurator = sandbox.configurator();
  const plan = await configurator.plan({ client: 'mqttx' });
  return configurator.apply(plan);
}

/** What MQTTX reads, without the keys that are ours to write. */
function withoutOurs(store: Record<string, unknown>): unknown {
  const copy = z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(store)));
  const mcp = z
    .looseObject({
      enabled: z.unknown().optional(),
      config: z.looseObject({ mcpServers: z.record(z.string(), z.unknown()).optional() }).optional(),
      servers: z.record(z.string(), z.unknown()).optional(),
    })
    .parse(copy['mcp'] ?? {});
  delete mcp.enabled;
  delete mcp.config?.mcpServers?.['mqttx-server'];
  delete mcp.servers?.['mqttx-server'];
  const config = { ...mcp.config, mcpServers: mcp.config?.mcpServers ?? {} };
  return { ...copy, mcp: { ...mcp, config, servers: mcp.servers ?? {} } };
}

const huge = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key-${index}`, { value: 'x'.repeat(40), index }]));
const deep = '{"a":'.repeat(400) + '1' + '}'.repeat(400);

const startingFiles: readonly (readonly [string, string])[] = [
  ['an empty object', '{}'],
  ['an empty object on two lines', '{\n}\n'],
  ['the tabs of its own hand', JSON.stringify({ settings: { theme: 'night', width: 1024 }, locale: 'en' }, null, '\t')],
  ['two spaces', JSON.stringify({ a: { b: [1, 2, 3] } }, null, 2)],
  ['four spaces and a line break at the end', `${JSON.stringify({ a: { b: null } }, null, 4)}\n`],
  ['CRLF', '{\r\n\t"a": 1,\r\n\t"b": "two"\r\n}\r\n'],
  ['no line break anywhere', '{"a":1,"b":{"c":[true,false,null]}}'],
  ['one line with spaces', '{ "a": 1, "b": { "c": "d" } }'],
  ['another server', JSON.stringify({ mcp: { enabled: true, config: { mcpServers: { other } } } }, null, '\t')],
  [
    'MCP switched off',
    JSON.stringify({ mcp: { enabled: false, config: { mcpServers: { other } }, servers: { other: { enabled: true } } } }),
  ],
  [
    'a server that was tested by hand',
    JSON.stringify({ mcp: { servers: { other: { enabled: true, testResults: { success: true, tools: [] } } } } }),
  ],
  [
    'our server, never tested',
    JSON.stringify({ mcp: { config: { mcpServers: { 'mqttx-server': { url: 'http://localhost:4000/mqttx/sse' } } } } }),
  ],
  [
    'our server, whose test failed',
    JSON.stringify({ mcp: { servers: { 'mqttx-server': { enabled: true, testResults: { success: false, message: 'x' } } } } }),
  ],
  ['Unicode and escapes', '{"名前":"温度 🌡","esc":"\\u00e9\\n\\"","sep":"\u2028","lone":"\\ud800"}'],
  [
    'numbers that JavaScript would round',
    '{"id": 12345678901234567890, "e": 1.0e400, "tiny": 0.1000000000000000055511151231257827, "neg": -0.0}',
  ],
  ['400 levels', deep],
  ['20,000 keys', JSON.stringify(huge, null, '\t')],
  ['a key that stands twice', '{"a":1,"mcp":{"enabled":false},"a":2,"mcp":{"x":1}}'],
  [
    'keys named like parts of an object',
    '{"constructor":{"a":1},"prototype":[],"hasOwnProperty":null,"mcp":{"config":{"mcpServers":{"toString":{"url":"x"}}}}}',
  ],
  ['its own MCP keys in another order', '{"mcp":{"servers":{},"config":{"mcpServers":{}},"enabled":false,"extra":[]},"z":1,"a":2}'],
];

describe('MQTTX reads', () => {
  it.each(startingFiles)('our server, enabled and tested, in a file with %s, and everything else as before', async (_, content) => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, content);
    const before = withoutOurs(openMqttxStore(file).store);

    const result = await oneClick(sandbox);

    expect(result.state).toBe('configured');
    const store = openMqttxStore(file);
    expect(store.get('mcp.enabled')).toBe(true);
    expect(store.get('mcp.config.mcpServers.mqttx-server')).toEqual({ url: 'http://localhost:4000/mqttx/sse' });
    expect(store.get('mcp.servers.mqttx-server.enabled')).toBe(true);
    expect(store.get('mcp.servers.mqttx-server.testResults')).toMatchObject({ success: true, tools: sampleTools });
    expect(withoutOurs(store.store)).toEqual(before);
  });

  it('our server in the file that did not exist', async () => {
    const sandbox = await createSandbox();
    await mkdir(join(sandbox.home, '.config/MQTTX'), { recursive: true });
    await oneClick(sandbox);
    const store = openMqttxStore(join(sandbox.home, settings));
    expect(Object.keys(store.store)).toEqual(['mcp']);
    expect(store.get('mcp.servers.mqttx-server.testResults.success')).toBe(true);
  });

  it('our server through a symbolic link, which stays one', async () => {
    const sandbox = await createSandbox();
    const real = await sandbox.write('dotfiles/mqttx.json', '{"a":1}');
    const file = join(sandbox.home, settings);
    await mkdir(dirname(file), { recursive: true });
    await symlink(real, file);
    await oneClick(sandbox);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toContain('mqttx-server');
    expect(openMqttxStore(file).get('mcp.enabled')).toBe(true);
  });

  it('what its own settings page wrote after us, and our server with it', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    await oneClick(sandbox);
    const { store } = openMqttxStore(file);
    await writeFile(file, JSON.stringify({ ...store, theme: 'night' }, null, '\t'));
    expect((await sandbox.configurator().status({ client: 'mqttx' })).state).toBe('configured');
  });
});

describe('every byte that is not ours', () => {
  it.each(startingFiles)('stays in a file with %s', async (_, content) => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, content);
    const configurator = sandbox.configurator();
    await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    await configurator.undo({ client: 'mqttx' });
    expect(await readFile(file, 'utf8')).toBe(content);
  });
});
