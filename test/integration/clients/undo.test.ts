/** What was written can be taken back: byte for byte while nobody else wrote, else our entry alone. */
import { chmod, link, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSandbox } from '../../support/clients.ts';
import type { Sandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';

async function oneClick(sandbox: Sandbox, client = 'mqttx', replace = false) {
  const configurator = sandbox.configurator();
  return configurator.apply(await configurator.plan({ client }, { replace }));
}

describe('undo', () => {
  it('restores odd bytes exactly, with the mode of the file', async () => {
    const sandbox = await createSandbox();
    const odd = '\r\n{ "b" :1e400,\t"a":[ ] ,\n\n"a" : {"\\u0041": -0.0}   }\n\n ';
    const file = await sandbox.write(settings, odd);
    await chmod(file, 0o640);
    await oneClick(sandbox);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    const result = await sandbox.configurator().undo({ client: 'mqttx' });
    expect(result).toMatchObject({ changed: true, state: 'not-configured' });
    expect(await sandbox.configurator().status({ client: 'mqttx' })).toMatchObject({ canUndo: false });
    await expect(sandbox.configurator().undo({ client: 'mqttx' })).rejects.toMatchObject({ code: 'client-nothing-to-undo' });
    expect(await readFile(file, 'utf8')).toBe(odd);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it('removes the file and the folders that we made', async () => {
    const sandbox = await createSandbox();
    await mkdir(join(sandbox.home, '.var/app/com.emqx.MQTTX'), { recursive: true });
    await oneClick(sandbox);
    const file = join(sandbox.home, '.var/app/com.emqx.MQTTX/config/MQTTX/config.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await sandbox.configurator().undo({ client: 'mqttx' });
    expect(await readdir(join(sandbox.home, '.var/app/com.emqx.MQTTX'))).toEqual([]);
  });

  it('leaves a folder that we made and that others use by now', async () => {
    const sandbox = await createSandbox();
    await mkdir(join(sandbox.home, '.var/app/com.emqx.MQTTX'), { recursive: true });
    await oneClick(sandbox);
    await sandbox.write('.var/app/com.emqx.MQTTX/config/MQTTX/other', '');
    await sandbox.configurator().undo({ client: 'mqttx' });
    expect(await readdir(join(sandbox.home, '.var/app/com.emqx.MQTTX/config/MQTTX'))).toEqual(['other']);
  });

  it('brings back an entry that was replaced', async () => {
    const sandbox = await createSandbox();
    const before = '{"mcpServers": {"mqttx-server": {"url": "http://elsewhere/sse", "headers": {"A": 1.50}}}}';
    const file = await sandbox.write('.cursor/mcp.json', before);
    await oneClick(sandbox, 'cursor', true);
    expect(await readFile(file, 'utf8')).not.toContain('headers');
    // Somebody else writes, so that not the whole file can come back.
    await writeFile(file, (await readFile(file, 'utf8')).replace('{"mcpServers"', '{"x": 1, "mcpServers"'));
    await sandbox.configurator().undo({ client: 'cursor' });
    expect(await readFile(file, 'utf8')).toBe(before.replace('{"mcpServers"', '{"x": 1, "mcpServers"'));
  });

  it('removes our entry alone from a file that was written since', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{\n\t"theme": "light"\n}');
    await oneClick(sandbox);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"light"', '"night"'));
    await sandbox.configurator().undo({ client: 'mqttx' });
    expect(await readFile(file, 'utf8')).toBe('{\n\t"theme": "night"\n}');
  });

  it('leaves MCP on in MQTTX for a server that was added since', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    await oneClick(sandbox);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('"mcpServers": {', '"mcpServers": {\n\t\t\t\t"other": { "url": "http://localhost:9/sse" },'),
    );
    await sandbox.configurator().undo({ client: 'mqttx' });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      mcp: { enabled: true, config: { mcpServers: { other: { url: 'http://localhost:9/sse' } } } },
    });
  });

  it('takes our entry out even after MQTTX tested it again', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    await oneClick(sandbox);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"success": true', '"success": false'));
    await sandbox.configurator().undo({ client: 'mqttx' });
    expect(await readFile(file, 'utf8')).toBe('{}');
  });

  it('leaves an entry that points elsewhere by now, and says so', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}');
    await oneClick(sandbox, 'cursor');
    const changed = (await readFile(file, 'utf8')).replace('localhost:4000', 'broker.example:80');
    await writeFile(file, changed);
    await expect(sandbox.configurator().undo({ client: 'cursor' })).rejects.toMatchObject({ code: 'client-entry-changed' });
    expect(await readFile(file, 'utf8')).toBe(changed);
  });

  it('is done already where the user removed the entry', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{"a": 1}');
    await oneClick(sandbox, 'cursor');
    await writeFile(file, '{"a": 2}');
    expect(await sandbox.configurator().undo({ client: 'cursor' })).toMatchObject({ changed: false, state: 'not-configured' });
    expect(await readFile(file, 'utf8')).toBe('{"a": 2}');
  });

  it('works without the copy, by removing our entry', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{"a": 1}');
    await oneClick(sandbox, 'cursor');
    await rm(join(sandbox.dataFolder, 'client-backups'), { recursive: true });
    await sandbox.configurator().undo({ client: 'cursor' });
    expect(await readFile(file, 'utf8')).toBe('{"a": 1}');
  });

  it('takes back two changes of one entry at once', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{ "a": 1 }\n');
    await oneClick(sandbox, 'cursor');
    await sandbox.configurator().reconfigure(4001);
    expect(await readFile(file, 'utf8')).toContain('localhost:4001');
    await sandbox.configurator().undo({ client: 'cursor' });
    expect(await readFile(file, 'utf8')).toBe('{ "a": 1 }\n');
  });

  it('takes back two changes of one entry between which somebody else wrote', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{"a": 1}');
    await oneClick(sandbox, 'cursor');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"a": 1', '"a": 2'));
    await sandbox.configurator().reconfigure(4001);
    await sandbox.configurator().undo({ client: 'cursor' });
    expect(await readFile(file, 'utf8')).toBe('{"a": 2}');
  });

  it('has nothing to do where nothing was written', async () => {
    const sandbox = await createSandbox();
    await sandbox.write('.cursor/mcp.json', '{}');
    await expect(sandbox.configurator().undo({ client: 'cursor' })).rejects.toMatchObject({ code: 'client-nothing-to-undo' });
  });

  it('is shown before it is done', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{"a":1}');
    await oneClick(sandbox, 'cursor');
    const written = await readFile(file, 'utf8');
    const preview = await sandbox.configurator().previewUndo({ client: 'cursor' });
    expect(preview.kind).toBe('restore');
    expect(preview.diff).toContain('+{"a":1}');
    expect(await readFile(file, 'utf8')).toBe(written);
    await writeFile(file, written.replace('"a":1', '"a":2'));
    expect((await sandbox.configurator().previewUndo({ client: 'cursor' })).kind).toBe('remove-entry');
  });
});

describe('what undo needs', () => {
  it('is kept where only the user can read it', async () => {
    const sandbox = await createSandbox();
    await sandbox.write('.cursor/mcp.json', '{"secret":1}');
    const { backup } = await oneClick(sandbox, 'cursor');
    const journal = join(sandbox.dataFolder, 'configured-clients.json');
    expect((await stat(journal)).mode & 0o077).toBe(0);
    expect((await stat(backup ?? '')).mode & 0o077).toBe(0);
    expect(await readFile(backup ?? '', 'utf8')).toBe('{"secret":1}');
  });

  it('is not overwritten when it cannot be read, and nothing is written then', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}');
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'cursor' });
    await mkdir(sandbox.dataFolder);
    await writeFile(join(sandbox.dataFolder, 'configured-clients.json'), '{"version":2}');
    await expect(configurator.apply(plan)).rejects.toMatchObject({ code: 'client-journal-unreadable' });
    expect(await readFile(file, 'utf8')).toBe('{}');
    expect(await configurator.status({ client: 'cursor' })).toMatchObject({ state: 'not-configured', canUndo: false });
  });

  it('is a copy, not a second name of the file', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}');
    await link(file, join(sandbox.home, 'second-name.json'));
    await oneClick(sandbox, 'cursor');
    // The file is replaced, not written into; whoever holds the old one keeps it whole.
    expect(await readFile(join(sandbox.home, 'second-name.json'), 'utf8')).toBe('{}');
  });
});
