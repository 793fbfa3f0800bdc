/**
 * Files that are left as they are: bytes, modification time and inode, with the reason and the path in the error. The tests may
 * run as root, who can write anything, so what is read-only is told by the mode bits, which the engine honours for root as well.
 */
import { chmod, mkdir, readFile, readdir, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import { refusalSchema } from '../../../sidecar/clients/schemas.ts';
import { createSandbox } from '../../support/clients.ts';
import type { Sandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';

async function refusedPlan(sandbox: Sandbox, client = 'mqttx'): Promise<AppError> {
  const error: unknown = await sandbox
    .configurator()
    .plan({ client })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('The plan was made.');
  return error;
}

async function fingerprint(path: string): Promise<unknown> {
  const { mtimeMs, ino, mode, size } = await stat(path);
  return { mtimeMs, ino, mode, size, bytes: await readFile(path, 'hex') };
}

const unreadable: readonly (readonly [string, string | Buffer, string])[] = [
  ['is empty', '', 'empty'],
  ['holds nothing but white space', ' \n\t', 'empty'],
  ['starts with a byte order mark', '\uFEFF{"a":1}', 'bom'],
  ['has a line comment', '{\n  // mine\n  "a": 1\n}', 'comments'],
  ['has a block comment', '{"a": /* one */ 1}', 'comments'],
  ['ends too early', '{"a": {"b": 1', 'truncated'],
  ['ends within a string', '{"a": "b', 'truncated'],
  ['has a trailing comma', '{"a": 1,}', 'unparsable'],
  ['is written with single quotes', "{'a': 1}", 'unparsable'],
  ['has a control character in a string', '{"a": "\u0001"}', 'unparsable'],
  ['holds two objects', '{} {}', 'unparsable'],
  ['is nested beyond any use', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'unparsable'],
  ['is a list at the top', '[{"mcp": {}}]', 'not-an-object'],
  ['is null', 'null', 'not-an-object'],
  ['has a list under mcp', '{"mcp": []}', 'wrong-type'],
  ['has text under mcp.config', '{"mcp": {"config": "x"}}', 'wrong-type'],
  ['has a list of servers', '{"mcp": {"config": {"mcpServers": [1]}}}', 'wrong-type'],
  ['has text for the server itself', '{"mcp": {"config": {"mcpServers": {"mqttx-server": "x"}}}}', 'wrong-type'],
  ['has a word for mcp.enabled', '{"mcp": {"enabled": "yes"}}', 'wrong-type'],
  ['has a number for the test results', '{"mcp": {"servers": {"mqttx-server": {"testResults": 7}}}}', 'wrong-type'],
  ['is encoded as UTF-16', Buffer.from('\uFEFF{"a":1}', 'utf16le'), 'encoding'],
  ['is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'encoding'],
  ['is larger than 10 MiB', `{"a":"${'x'.repeat(10 * 1024 * 1024)}"}`, 'too-large'],
];

describe('a settings file of MQTTX', () => {
  it.each(unreadable)('that %s is refused with the reason, and untouched', async (_, content, code) => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, content);
    await utimes(file, 1_000_000, 1_000_000);
    const before = await fingerprint(file);

    const error = await refusedPlan(sandbox);
    const status = await sandbox.configurator().status({ client: 'mqttx' });

    expect(error.code).toBe('client-file-refused');
    expect(refusalSchema.parse(error.cause).code).toBe(code);
    expect(error.message).toContain(file);
    expect(error.hint).not.toBe('');
    expect(status).toMatchObject({ state: 'unreadable', refusal: { code } });
    expect(await fingerprint(file)).toEqual(before);
    expect(await readdir(dirname(file))).toEqual(['config.json']);
  });

  it.each([
    ['file is read-only', async (file: string) => chmod(file, 0o444)],
    ['folder is read-only', async (file: string) => chmod(dirname(file), 0o555)],
  ])('whose %s is explained, and untouched', async (_, seal) => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    await seal(file);
    // Else the folder could not be removed by an ordinary user.
    onTestFinished(() => chmod(dirname(file), 0o755));
    const before = await fingerprint(file);

    const error = await refusedPlan(sandbox);

    expect(refusalSchema.parse(error.cause).code).toBe('read-only');
    expect(error.advice).toMatch(/read-only\. Make it writable/);
    expect(await fingerprint(file)).toEqual(before);
    // It can be read all the same.
    expect((await sandbox.configurator().status({ client: 'mqttx' })).state).toBe('not-configured');
  });

  it('that is a folder is refused', async () => {
    const sandbox = await createSandbox();
    await mkdir(join(sandbox.home, settings), { recursive: true });
    expect(refusalSchema.parse((await refusedPlan(sandbox)).cause).code).toBe('not-a-file');
  });

  it('that is a link to nowhere is refused, and the target is not made', async () => {
    const sandbox = await createSandbox();
    const file = join(sandbox.home, settings);
    await mkdir(dirname(file), { recursive: true });
    await symlink(join(sandbox.home, 'gone.json'), file);
    expect(refusalSchema.parse((await refusedPlan(sandbox)).cause).code).toBe('dangling-link');
    expect(await readdir(sandbox.home)).toEqual(['.config']);
  });
});

describe('other clients', () => {
  it.each([
    ['vscode', '.config/Code/User/mcp.json', '{\n  // mine\n  "servers": {},\n}'],
    ['zed', '.config/zed/settings.json', '// Zed\n{\n  "theme": "One", // dark\n}\n'],
    ['gemini-cli', '.gemini/settings.json', '{\n  "mcpServers": {} // none yet\n}'],
  ])('%s may have in its file what its own parser knows', async (client, path, content) => {
    const sandbox = await createSandbox();
    await sandbox.write(path, content);
    expect((await sandbox.configurator().plan({ client })).edits).toHaveLength(1);
  });

  it.each([
    ['gemini-cli', '.gemini/settings.json', '{"mcpServers": {},}'],
    ['cursor', '.cursor/mcp.json', '{"mcpServers": {} /* none */}'],
    ['claude-code', '.claude.json', '{"mcpServers": {},}'],
    ['claude-desktop', '.config/Claude/claude_desktop_config.json', '{"mcpServers": []}'],
  ])('%s is refused what its own parser does not know', async (client, path, content) => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(path, content);
    expect((await refusedPlan(sandbox, client)).code).toBe('client-file-refused');
    expect(await readFile(file, 'utf8')).toBe(content);
  });
});
