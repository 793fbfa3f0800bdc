/** The command line: what is printed, what is written, and the exit code. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runConfigureCommand } from '../../../sidecar/clients/configure-command.ts';
import { createSandbox } from '../../support/clients.ts';
import type { Sandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';

async function run(sandbox: Sandbox, ...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runConfigureCommand(argv, sandbox.options, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}

describe('configure', () => {
  it('shows the change on a dry run, and writes nothing', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}\n');
    expect(await run(sandbox, 'cursor', '--dry-run')).toEqual({
      exitCode: 0,
      err: '',
      out: [
        `Cursor (all projects): ${file}`,
        `--- ${file}`,
        `+++ ${file}`,
        '@@ -1,1 +1,7 @@',
        '-{}',
        '+{',
        '+  "mcpServers": {',
        '+    "mqttx-server": {',
        '+      "url": "http://localhost:4000/mqttx/sse"',
        '+    }',
        '+  }',
        '+}',
        'Dry run: nothing was written.',
      ].join('\n'),
    });
    expect(await readFile(file, 'utf8')).toBe('{}\n');
  });

  it('writes, and takes it back', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{"a":1}');
    const done = await run(sandbox, 'mqttx');
    expect(done).toMatchObject({ exitCode: 0, err: '' });
    expect(done.out).toContain('Written and read back.\nBackup: ');
    expect(done.out).toContain('If MQTTX is running, quit it and start it again.');
    expect((await run(sandbox, 'mqttx')).out).toContain('Configured already, as "mqttx-server".');

    expect((await run(sandbox, 'mqttx', '--undo', '--dry-run')).out).toContain('Dry run');
    expect(await readFile(file, 'utf8')).toContain('mqttx-server');
    const undone = await run(sandbox, 'mqttx', '--undo');
    expect(undone).toMatchObject({ exitCode: 0, err: '' });
    expect(undone.out).toContain('Restored as it was.');
    expect(await readFile(file, 'utf8')).toBe('{"a":1}');
  });

  it('configures every installation, and one that fails does not keep it from the others', async () => {
    const sandbox = await createSandbox();
    const broken = await sandbox.write(settings, '');
    const flatpak = await sandbox.write('.var/app/com.emqx.MQTTX/config/MQTTX/config.json', '{}');
    const { exitCode, err } = await run(sandbox, 'mqttx');
    expect(exitCode).toBe(1);
    expect(err).toBe(
      `The settings file of MQTTX at ${broken} was left untouched: it is empty. Delete it, so that the client makes a new one, or write {} into it.`,
    );
    expect(await readFile(flatpak, 'utf8')).toContain('mqttx-server');
    expect((await run(sandbox, 'mqttx', '--installation', 'flatpak', '--undo')).exitCode).toBe(0);
  });

  it('takes a file, a name, a port and the leave to replace', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('somewhere.json', '{"mcpServers":{"x":{"url":"http://example.com"}}}');
    expect(await run(sandbox, 'cursor', '--file', file, '--name', 'x', '--port', '4001')).toMatchObject({ exitCode: 1 });
    // A path may be relative to the working folder.
    const near = relative(process.cwd(), file);
    expect(await run(sandbox, 'cursor', '--file', near, '--name', 'x', '--port', '4001', '--replace')).toMatchObject({ exitCode: 0 });
    expect(await readFile(file, 'utf8')).toBe('{"mcpServers":{"x":{"url":"http://localhost:4001/mqttx/sse"}}}');
    expect(await run(sandbox, 'cursor', '--file', file, '--undo')).toMatchObject({ exitCode: 0 });
  });

  it('lists the clients with their states', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}');
    await run(sandbox, 'cursor');
    const broken = await sandbox.write('.lmstudio/mcp.json', '[]');
    const { exitCode, out } = await run(sandbox, '--list');
    expect(exitCode).toBe(0);
    const lines = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines).toContainEqual(['mqttx', 'not installed']);
    expect(lines).toContainEqual(['cursor', 'configured as mqttx-server', file]);
    expect(lines).toContainEqual(['lm-studio', 'unreadable, it holds no object at the top', broken]);
  });

  it('prints the snippet for those who paste it by hand', async () => {
    const sandbox = await createSandbox();
    const { out } = await run(sandbox, 'mqttx', '--snippet');
    expect(JSON.parse(out)).toEqual({ mcpServers: { 'mqttx-server': { url: 'http://localhost:4000/mqttx/sse' } } });
  });

  it.each([
    [['emacs'], 1, 'There is no client "emacs" that can be configured. Use one of: mqttx, '],
    [['mqttx'], 1, 'MQTTX was not found on this machine; looked for '],
    [['cursor', '--undo', '--file', '/nowhere.json'], 1, 'This program wrote nothing into /nowhere.json'],
    [['cursor', '--file', '/nowhere.json', '--name', 'a.b'], 1, '"a.b" cannot be the name of a server. Use 1 to 64 letters'],
    [[], 2, 'No client was named. Name one, or use --list to see them.'],
    [['cursor', 'vscode'], 2, 'One client at a time, not also vscode.'],
    [['cursor', '--prot', '1'], 2, "Unknown option '--prot'"],
    [['cursor', '--port', '0'], 2, '"0" is not a port.'],
  ])('explains %j and exits with %i', async (argv, exitCode, message) => {
    const sandbox = await createSandbox();
    const result = await run(sandbox, ...argv);
    expect(result.exitCode).toBe(exitCode);
    expect(result.err).toContain(message);
  });

  it('prints its usage when asked', async () => {
    const sandbox = await createSandbox();
    expect((await run(sandbox, '--help')).out).toMatch(/^Usage: mqttx-sse-server configure <client>/);
  });
});
