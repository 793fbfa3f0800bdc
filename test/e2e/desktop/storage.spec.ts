/** What the program remembers across a restart, and how well it keeps a secret. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEmbeddedBrokerIfFree } from '../../../sidecar/mqtt/embedded-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { isAccepting } from '../../support/ports.ts';
import { expect, test } from './support/machine.ts';
import { quit } from './support/desktop.ts';

const PASSWORD = 'correct-horse-battery';

const change = (url: string, more: object = {}) => ({
  previousName: null,
  profile: {
    name: 'plant',
    url,
    protocolVersion: 'auto',
    clientId: null,
    username: 'line-3',
    keepaliveSeconds: 60,
    cleanStart: true,
    tls: { ca: null, cert: null, rejectUnauthorized: true },
  },
  isDefault: false,
  password: PASSWORD,
  ...more,
});

test('a password reaches the sidecar and nothing else: not the page, not the disk, not the log', async ({ desktop, machine }) => {
  const saved = await desktop.ask('profiles.save', change('mqtt://127.0.0.1:9'));
  expect(saved).toMatchObject([{ name: 'local' }, { name: 'plant', hasPassword: true }]);
  expect(await desktop.ask('profiles.test', change('mqtt://127.0.0.1:9', { previousName: 'plant', password: undefined }))).toMatchObject({
    ok: false,
  });
  await expect.poll(async () => JSON.stringify(await desktop.ask('admin.snapshot'))).toContain('"name":"plant"');
  expect(await desktop.ask('admin.snapshot')).toMatchObject({
    profiles: expect.arrayContaining([expect.objectContaining({ name: 'plant', hasPassword: true })]),
  });
  await quit(desktop);

  const files = readdirSync(machine.userData, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['profiles.json', 'settings.json', 'main.log', 'sidecar.log']));
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    expect(bytes.includes(PASSWORD), name).toBe(false);
    expect(bytes.includes(Buffer.from(PASSWORD).toString('base64')), name).toBe(false);
  }
});

test('a profile can be tried before it is saved', async ({ desktop }) => {
  const broker = await startEmbeddedBrokerIfFree({ host: '127.0.0.1', port: 0 });
  const url = `mqtt://127.0.0.1:${broker?.port ?? 0}`;
  expect(await desktop.ask('profiles.test', change(url))).toMatchObject({ ok: true, protocolVersion: 4 });
  await broker?.close();
  expect(await desktop.ask('profiles.list')).toMatchObject([{ name: 'local' }]);
});

test('settings and profiles are there after a restart of the program', async ({ machine }) => {
  const first = await machine.start();
  await first.ask('settings.change', { theme: 'night', language: 'zh' });
  await first.ask('profiles.save', change('mqtt://127.0.0.1:9', { isDefault: true }));
  await quit(first);
  const second = await machine.start();
  expect(await second.ask('settings.read')).toMatchObject({ theme: 'night', language: 'zh', port: machine.port });
  expect(await second.ask('profiles.list')).toMatchObject([{ name: 'local' }, { name: 'plant', isDefault: true, hasPassword: true }]);
  await expect.poll(second.trayState).toBe(`正在端口 ${machine.port} 上运行`);
});

test('a required token keeps out who does not have it, once the sidecar was restarted', async ({ desktop, machine }) => {
  const { token } = z.object({ token: z.string() }).parse(await desktop.ask('settings.renewToken'));
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await desktop.ask('settings.change', { tokenRequired: true })).toMatchObject({ hasToken: true, restartNeeded: true });
  await desktop.ask('sidecar.restart');
  await expect.poll(async () => (await desktop.state()).name).toBe('running');
  await expect.poll(() => isAccepting(machine.port)).toBe(true);
  const open = (query: string) => fetch(`http://127.0.0.1:${machine.port}/mqttx/sse${query}`, { signal: AbortSignal.timeout(10_000) });
  const refused = await open('');
  expect(refused.status).toBe(401);
  const accepted = await open(`?token=${token}`);
  expect(accepted.status).toBe(200);
  await accepted.body?.cancel();
  expect(await desktop.ask('settings.read')).toMatchObject({ restartNeeded: false });
});

test('a settings file that cannot be read is moved aside and told of, not overwritten', async ({ machine }) => {
  const file = join(machine.userData, 'settings.json');
  const broken = `{ "port": ${machine.port}, "theme": "mauve" }`;
  writeFileSync(file, broken);
  // The default port may be taken on this machine; what matters here is the file.
  const { page } = await machine.start();
  const moved = readdirSync(machine.userData).find((name) => name.startsWith('settings.json.unreadable-'));
  expect(readFileSync(join(machine.userData, moved ?? ''), 'utf8')).toBe(broken);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('the diagnostics are written where the person wants them, without a secret', async ({ desktop, machine }) => {
  await desktop.ask('profiles.save', change('mqtt://127.0.0.1:9'));
  const file = join(machine.home, 'diagnostics.json');
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, file);
  expect(await desktop.ask('system.saveDiagnostics')).toEqual({ file });
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ sidecar: { name: 'running' }, settings: { port: machine.port } });
  expect(text).not.toContain(PASSWORD);
  await desktop.app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
  });
  expect(await desktop.ask('system.saveDiagnostics')).toEqual({ file: null });
});

test('the activity record is exported, with what the assistants did', async ({ desktop, machine }) => {
  const client = await RawMcpClient.open(`http://127.0.0.1:${machine.port}`);
  await client.callTool('mqttStatus');
  const file = join(machine.home, 'activity.csv');
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, file);
  expect(await desktop.ask('admin.exportActivity', { query: {}, format: 'csv' })).toEqual({ file, entries: 1 });
  expect(readFileSync(file, 'utf8')).toContain('mqttStatus');
  client.destroy();
});
