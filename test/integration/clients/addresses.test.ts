/** How the sidecar is reached from a client's settings: address, token, command, transport, and the move to another port. */
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createClientConfigurator } from '../../../sidecar/clients/configurator.ts';
import { createSandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';
const url = 'http://localhost:4000/mqttx/sse';

describe('an access token', () => {
  const address = { port: 4000, basePath: '/mqttx', token: 'geheim+1' };

  it('goes into the address for MQTTX, into a header for others, and into no preview', async () => {
    const sandbox = await createSandbox();
    const mqttx = await sandbox.write(settings, '{}');
    const cursor = await sandbox.write('.cursor/mcp.json', '{}');
    const configurator = sandbox.configurator({ address });
    for (const client of ['mqttx', 'cursor']) {
      const plan = await configurator.plan({ client });
      const result = await configurator.apply(plan);
      expect(result.state).toBe('configured');
      expect(JSON.stringify([plan, result])).not.toMatch(/geheim/);
    }
    expect(await readFile(mqttx, 'utf8')).toContain('"http://localhost:4000/mqttx/sse?token=geheim%2B1"');
    expect(JSON.parse(await readFile(cursor, 'utf8'))).toEqual({
      mcpServers: { 'mqttx-server': { url, headers: { Authorization: 'Bearer geheim+1' } } },
    });
  });
});

describe('clients that know commands only', () => {
  it('get the command that starts the sidecar', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.config/Claude/claude_desktop_config.json', '{}');
    const configurator = sandbox.configurator();
    await configurator.apply(await configurator.plan({ client: 'claude-desktop' }));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ mcpServers: { 'mqttx-server': sandbox.options.launch } });
  });

  it('cannot be configured where none is known, and say so', async () => {
    const sandbox = await createSandbox();
    await sandbox.write('.config/Claude/claude_desktop_config.json', '{}');
    const { launch: _, ...options } = sandbox.options;
    const configurator = createClientConfigurator(options);
    expect(await configurator.status({ client: 'claude-desktop' })).toMatchObject({ state: 'not-configured', transport: null });
    await expect(configurator.plan({ client: 'claude-desktop' })).rejects.toMatchObject({ code: 'client-command-unknown' });
    expect(() => configurator.snippet('claude-desktop')).toThrow(/by a command/);
  });
});

describe('the move to Streamable HTTP', () => {
  it('is one switch, which MQTTX does not follow', async () => {
    const sandbox = await createSandbox();
    const configurator = sandbox.configurator({ transports: ['http', 'sse', 'stdio'] });
    const snippets = ['cursor', 'vscode', 'gemini-cli', 'zed', 'cline', 'mqttx'].map((client) => configurator.snippet(client));
    const mcp = 'http://localhost:4000/mqttx/mcp';
    expect(snippets.map((snippet): unknown => JSON.parse(snippet))).toEqual([
      { mcpServers: { 'mqttx-server': { url: mcp } } },
      { servers: { 'mqttx-server': { type: 'http', url: mcp } } },
      { mcpServers: { 'mqttx-server': { httpUrl: mcp } } },
      { context_servers: { 'mqttx-server': { url: mcp } } },
      { mcpServers: { 'mqttx-server': { type: 'streamableHttp', url: mcp } } },
      { mcpServers: { 'mqttx-server': { url } } },
    ]);
  });

  it('leaves an entry alone that reaches us over HTTP+SSE', async () => {
    const sandbox = await createSandbox();
    await sandbox.write('.cursor/mcp.json', `{"mcpServers":{"mqttx-server":{"url":"${url}"}}}`);
    const configurator = sandbox.configurator({ transports: ['http', 'sse'] });
    expect(await configurator.status({ client: 'cursor' })).toMatchObject({ state: 'configured', transport: 'sse' });
  });
});

describe('another port', () => {
  it('is written into every entry that we wrote and that is still ours, one failure apart', async () => {
    const sandbox = await createSandbox();
    const [mqttx, cursor, windsurf, lmStudio] = [
      await sandbox.write(settings, '{"a":1}'),
      await sandbox.write('.cursor/mcp.json', '{}'),
      await sandbox.write('.codeium/windsurf/mcp_config.json', '{}'),
      await sandbox.write('.lmstudio/mcp.json', '{}'),
    ];
    await sandbox.write('.config/Claude/claude_desktop_config.json', '{}');
    const configurator = sandbox.configurator();
    for (const client of ['mqttx', 'cursor', 'windsurf', 'lm-studio', 'claude-desktop']) {
      await configurator.apply(await configurator.plan({ client }));
    }
    // The user removed one entry, changed another, and a third file broke.
    await writeFile(cursor, '{}');
    await writeFile(windsurf, (await readFile(windsurf, 'utf8')).replace('localhost:4000', 'example.com'));
    await writeFile(lmStudio, '');

    const { results, failures } = await configurator.reconfigure(4711);

    expect(results.map(({ client, state }) => [client, state])).toEqual([['mqttx', 'configured']]);
    expect(failures.map(({ client, code }) => [client, code])).toEqual([['lm-studio', 'client-file-refused']]);
    expect(await readFile(mqttx, 'utf8')).toContain('"http://localhost:4711/mqttx/sse"');
    expect(await readFile(cursor, 'utf8')).toBe('{}');
    expect(await readFile(windsurf, 'utf8')).toContain('example.com');
    // From then on the new port is the right one.
    expect(await configurator.status({ client: 'mqttx' })).toMatchObject({ state: 'configured' });
  });
});
