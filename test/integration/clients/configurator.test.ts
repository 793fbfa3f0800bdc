/** Finding clients, their states, and what happens on one click, in home folders made up on the disk. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyResultSchema, clientStatusSchema, configurationPlanSchema } from '../../../sidecar/clients/schemas.ts';
import { createSandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';
const url = 'http://localhost:4000/mqttx/sse';

describe('list', () => {
  it('shows every client of a machine where none is installed', async () => {
    const { configurator } = await createSandbox();
    const statuses = await configurator().list();
    expect(statuses.map(({ client }) => client)).toEqual([
      'mqttx',
      'claude-desktop',
      'claude-code',
      'cursor',
      'vscode',
      'windsurf',
      'zed',
      'gemini-cli',
      'cline',
      'lm-studio',
    ]);
    expect(new Set(statuses.map(({ state }) => state))).toEqual(new Set(['not-installed']));
    expect(clientStatusSchema.array().parse(statuses)).toEqual(statuses);
  });

  it('shows each installation of a client by itself, with its own state', async () => {
    const sandbox = await createSandbox();
    await sandbox.write(settings, '{}');
    await sandbox.write('snap/mqttx/x1/.config/MQTTX/config.json', `{"mcp":{"config":{"mcpServers":{"mqttx-server":{"url":"${url}"}}}}}`);
    await symlink('x1', join(sandbox.home, 'snap/mqttx/current'));
    await sandbox.write('.var/app/com.emqx.MQTTX/config/MQTTX/config.json', '');
    const statuses = (await sandbox.configurator().list()).filter(({ client }) => client === 'mqttx');
    expect(statuses.map(({ installation, state }) => [installation, state])).toEqual([
      ['default', 'not-configured'],
      ['snap', 'configured-differently'],
      ['flatpak', 'unreadable'],
    ]);
    expect(statuses[1]?.differences.map(({ path }) => path.join('.'))).toEqual([
      'mcp.enabled',
      'mcp.servers.mqttx-server.enabled',
      'mcp.servers.mqttx-server.testResults',
    ]);
  });

  it('tells which clients run, and not what it does not know', async () => {
    const sandbox = await createSandbox();
    await sandbox.write(settings, '{}');
    await sandbox.write('.cursor/mcp.json', '{}');
    await sandbox.write('.claude.json', '{}');
    const processes = async () => [{ pid: 1, name: 'mqttx' }];
    const running = async (configurator: ReturnType<typeof sandbox.configurator>) =>
      Object.fromEntries((await configurator.list()).map((status) => [status.client, status.running]));
    expect(await running(sandbox.configurator({ processes }))).toMatchObject({ 'mqttx': true, 'cursor': false, 'claude-code': null });
    const broken = async () => Promise.reject(new Error('no /proc'));
    expect(await running(sandbox.configurator({ processes: broken }))).toMatchObject({ mqttx: null, cursor: null });
  });
});

describe('one click', () => {
  it('writes what was shown, and says what is left to do', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{\n\t"theme": "light"\n}');
    const configurator = sandbox.configurator({ processes: async () => [{ pid: 1, name: 'mqttx' }] });
    const plan = configurationPlanSchema.parse(await configurator.plan({ client: 'mqttx' }));
    expect(plan.diff).toContain(`+\t\t\t\t\t"url": "${url}"`);
    expect(await readFile(file, 'utf8')).toBe('{\n\t"theme": "light"\n}');

    const result = applyResultSchema.parse(await configurator.apply(plan));

    expect(result).toMatchObject({ changed: true, state: 'configured', serverName: 'mqttx-server' });
    expect(result.diff).toBe(plan.diff);
    expect(result.nextStep).toMatchObject({ code: 'restart' });
    expect(result.nextStep.text).toBe(
      'MQTTX is running: quit it and start it again. Leave its MCP settings page closed until then: an open page would write its old settings back.',
    );
    expect(await readFile(result.backup ?? '', 'utf8')).toBe('{\n\t"theme": "light"\n}');
    expect(await configurator.status({ client: 'mqttx' })).toMatchObject({ state: 'configured', transport: 'sse', canUndo: true });
  });

  it('changes nothing the second time', async () => {
    const sandbox = await createSandbox();
    await sandbox.write(settings, '{}');
    const configurator = sandbox.configurator();
    await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    const again = await configurator.plan({ client: 'mqttx' });
    expect(again).toMatchObject({ edits: [], diff: '' });
    expect(await configurator.apply(again)).toMatchObject({
      changed: false,
      backup: null,
      state: 'configured',
      nextStep: { code: 'nothing' },
    });
  });

  it('makes the file of an installed client that has none, but no client where none is', async () => {
    const sandbox = await createSandbox();
    const configurator = sandbox.configurator();
    await expect(configurator.plan({ client: 'mqttx' })).rejects.toMatchObject({ code: 'client-not-installed' });
    await mkdir(join(sandbox.home, '.config/MQTTX'), { recursive: true });
    const plan = await configurator.plan({ client: 'mqttx' });
    expect(plan).toMatchObject({ creates: true });
    expect((await configurator.apply(plan)).state).toBe('configured');
  });

  it('makes a file that the user named', async () => {
    const sandbox = await createSandbox();
    const file = join(sandbox.home, 'portable/config.json');
    const configurator = sandbox.configurator();
    await configurator.apply(await configurator.plan({ client: 'mqttx', file }));
    expect(await configurator.status({ client: 'mqttx', file })).toMatchObject({ state: 'configured', installation: 'file' });
  });

  it('takes the path from the machine, not from a plan that was tampered with', async () => {
    const sandbox = await createSandbox();
    await sandbox.write('.cursor/mcp.json', '{}');
    const victim = await sandbox.write('victim.json', '{}');
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'cursor' });
    await configurator.apply({ ...plan, file: victim });
    expect(await readFile(victim, 'utf8')).toBe('{}');
  });
});

describe('what stands there already', () => {
  it('is recognised under another name, and completed there', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, `{"mcp":{"config":{"mcpServers":{"mine":{"url":"http://127.0.0.1:4000/mqttx/sse/"}}}}}`);
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'mqttx' });
    expect(plan.serverName).toBe('mine');
    await configurator.apply(plan);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      mcp: { config: { mcpServers: { mine: { url: 'http://127.0.0.1:4000/mqttx/sse/' } } }, servers: { mine: { enabled: true } } },
    });
  });

  it('under our name for another server is replaced only when that was asked for', async () => {
    const sandbox = await createSandbox();
    const before = '{"mcpServers":{"mqttx-server":{"url":"http://example.com/sse","headers":{"Authorization":"x"}}}}';
    const file = await sandbox.write('.cursor/mcp.json', before);
    const configurator = sandbox.configurator();
    expect(await configurator.status({ client: 'cursor' })).toMatchObject({ state: 'configured-differently' });
    await expect(configurator.plan({ client: 'cursor' })).rejects.toMatchObject({ code: 'client-name-taken' });
    expect(await readFile(file, 'utf8')).toBe(before);
    await configurator.apply(await configurator.plan({ client: 'cursor' }, { replace: true }));
    // The other server's credentials are not sent to ours.
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ mcpServers: { 'mqttx-server': { url } } });
  });

  it('under a name that MQTTX cannot address is not taken for ours', async () => {
    const sandbox = await createSandbox();
    await sandbox.write(settings, `{"mcp":{"config":{"mcpServers":{"my.server":{"url":"${url}"}}}}}`);
    expect(await sandbox.configurator().status({ client: 'mqttx' })).toMatchObject({ state: 'not-configured', serverName: 'mqttx-server' });
  });

  it('over another transport is written anew, not mixed', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(
      '.gemini/settings.json',
      '{"mcpServers":{"mqttx-server":{"httpUrl":"http://localhost:4001/mqttx/mcp"}}}',
    );
    const configurator = sandbox.configurator();
    await configurator.apply(await configurator.plan({ client: 'gemini-cli' }, { replace: true }));
    expect(await readFile(file, 'utf8')).toBe(`{"mcpServers":{"mqttx-server":{"url":"${url}"}}}`);
  });

  it('on another port keeps what the user added to it', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json', '');
    await writeFile(
      file,
      '{"mcpServers":{"mqttx-server":{"autoApprove":["mqttReadMessages"],"disabled":true,"url":"http://localhost:4001/mqttx/sse","timeout":60}}}',
    );
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'cline' }, { replace: true });
    await configurator.apply(plan);
    expect(await readFile(file, 'utf8')).toBe(
      `{"mcpServers":{"mqttx-server":{"autoApprove":["mqttReadMessages"],"disabled":false,"url":"${url}","timeout":60,"type":"sse"}}}`,
    );
  });

  it('is out of date when MQTTX holds another list of tools', async () => {
    const sandbox = await createSandbox();
    await sandbox.write(settings, '{}');
    const older = sandbox.configurator({ tools: [{ name: 'mqttPublish', description: 'old', input_schema: {} }] });
    await older.apply(await older.plan({ client: 'mqttx' }));
    const configurator = sandbox.configurator();
    const status = await configurator.status({ client: 'mqttx' });
    expect(status.state).toBe('configured-differently');
    expect(status.differences.map(({ path }) => path.at(-1))).toEqual(['testResults']);
    await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    expect((await configurator.status({ client: 'mqttx' })).state).toBe('configured');
  });
});

describe('a name for the server', () => {
  it.each(['a.b', '', 'x'.repeat(65), '__proto__', 'constructor', 'prototype', 'a b', 'ä'])('%j is refused', async (serverName) => {
    const { configurator } = await createSandbox();
    await expect(configurator().plan({ client: 'cursor', file: '/nowhere.json' }, { serverName })).rejects.toMatchObject({
      code: 'invalid-arguments',
    });
  });
});
