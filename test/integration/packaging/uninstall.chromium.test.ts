/** What the program leaves in the autostart folder when a person asked for it, and that its removal from the system clears it away. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';
import { runOnHost } from '../electron-host/run-on-host.ts';

const reportSchema = z.object({ offered: z.boolean(), asked: z.record(z.string(), z.string()), revoked: z.record(z.string(), z.string()) });

const folder = mkdtempSync(join(tmpdir(), 'mqttx-uninstall-'));
let entry: readonly [name: string, content: string] = ['', ''];

beforeAll(async () => {
  const { report } = await runOnHost('autostart', { env: { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') } });
  const { offered, asked, revoked } = reportSchema.parse(report);
  // A tree that is worked on is entered nowhere by itself.
  expect(offered).toBe(false);
  expect(revoked).toEqual({});
  const [first = entry, ...more] = Object.entries(asked);
  expect(more).toEqual([]);
  entry = first;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the entry for starting at login', () => {
  it('starts the program so that it knows why', () => {
    expect(entry[1]).toMatch(/^\[Desktop Entry\]\n/);
    expect(entry[1]).toMatch(/\nExec=.* --at-login\n/);
  });

  it.each([
    ['dpkg removes it', 'remove', false],
    ['dpkg purges it', 'purge', false],
    ['rpm removes the last version', '0', false],
    ['dpkg updates it', 'upgrade', true],
    ['rpm updates it', '1', true],
  ])('goes with the program and stays over an update: %s', (_, argument, stays) => {
    const home = mkdtempSync(join(folder, 'home-'));
    const file = join(home, '.config', 'autostart', entry[0]);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry[1]);
    const other = join(dirname(file), 'other.desktop');
    writeFileSync(other, entry[1]);
    const { status, stderr } = runAfterRemove(home, argument);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(existsSync(file)).toBe(stays);
    expect(existsSync(other)).toBe(true);
  });

  it('has the name by which the uninstaller of Windows deletes it', () => {
    const script = readFileSync(join(root, 'resources', 'windows', 'installer.nsh'), 'utf8');
    const deleted = [...script.matchAll(/DeleteRegValue HKCU "[^"]+" "([^"]+)"/g)].map(([, name]) => `${name}.desktop`);
    expect(deleted).toEqual([entry[0], entry[0]]);
  });
});

/** The script as electron-builder fills it in, on a system with this person only. */
function runAfterRemove(home: string, argument: string) {
  const names: Readonly<Record<string, string>> = {
    executable: 'mqttx-uninstalled-by-a-test',
    sanitizedProductName: 'Uninstalled by a test',
  };
  const source = readFileSync(join(root, 'resources', 'linux', 'after-remove.sh'), 'utf8');
  const script = source.replaceAll(/\$\{(executable|sanitizedProductName)\}/g, (_, name: string) => names[name] ?? '');
  const programs = join(home, 'programs');
  mkdirSync(programs);
  writeProgram(
    join(programs, 'getent'),
    `printf '%s\\n' 'lena:x:1000:1000::${home}:/bin/bash' 'nobody:x:65534:65534::/nonexistent:/bin/false'`,
  );
  writeProgram(join(programs, 'update-alternatives'), 'exit 0');
  const env = { PATH: `${programs}:/usr/bin:/bin` };
  return spawnSync('/bin/bash', ['--norc', '-c', script, 'after-remove.sh', argument], { env, encoding: 'utf8' });
}

function writeProgram(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
