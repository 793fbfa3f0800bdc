/** Crashes and busy ports: what the program does by itself, and what it leaves to a person. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';
import { openMqttxStore } from '../../support/mqttx-store.ts';
import { startTestSidecar } from '../../support/sidecar.ts';
import { freePort } from '../../support/ports.ts';
import { expect, isAlive, test } from './support/machine.ts';
import { quit } from './support/desktop.ts';
import { recordNotifications } from './support/recorders.ts';
import { settingsOfMqttx } from './support/settings-of-clients.ts';

const crashedSchema = z.object({ name: z.literal('crashed'), lastLines: z.array(z.string()) });

test('a sidecar that was killed comes back', async ({ desktop, machine }) => {
  const first = await desktop.sidecarPid();
  process.kill(first, 'SIGKILL');
  await expect.poll(() => machine.lockedPid() ?? first).not.toBe(first);
  await expect.poll(desktop.trayState).toBe(`Running on port ${machine.port}`);
  await expect(desktop.page.getByRole('button', { name: `Sidecar: Running · ${machine.port}` })).toBeVisible();
  expect(isAlive(first)).toBe(false);
});

test('a sidecar that crashes again and again is left alone, and a notification says so', async ({ desktop, machine }) => {
  const notices = await recordNotifications(desktop.app);
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
  // Five starts may take longer than a minute on a machine that is busy otherwise: the program's minute lasts as long as they do.
  await desktop.app.evaluate(() => {
    let at = Date.now();
    Reflect.set(Date, 'now', () => (at += 1));
  });
  const killed = new Set<number>();
  while (killed.size < 5) {
    await expect.poll(() => machine.lockedPid() !== undefined && !killed.has(machine.lockedPid() ?? 0)).toBe(true);
    const pid = machine.lockedPid();
    if (pid === undefined) continue;
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }
  await expect.poll(desktop.trayState).toBe('Crashed and stopped');
  const [notice, ...more] = await notices();
  expect(more).toEqual([]);
  expect(notice?.title).toBe('The server has stopped');
  expect(await desktop.state()).toMatchObject({
    name: 'crashed',
    attempt: 5,
    nextTryAt: null,
    lastLines: expect.arrayContaining([expect.stringContaining('Listening')]),
  });
  const { lastLines } = crashedSchema.parse(await desktop.state());
  const [reason, ...told] = notice?.body.split('\n') ?? [];
  expect(reason).toMatch(/^The server.*exit code \d+/);
  expect(told).toEqual(lastLines.slice(-2));
  expect(notice?.body).toContain('Listening');
  await expect(desktop.page.getByText('It crashed 5 times in a row')).toBeVisible();

  await desktop.clickTray('start');
  await expect.poll(desktop.trayState).toBe(`Running on port ${machine.port}`);
});

test('a port that another program holds is explained, and another one is taken on request, by the clients as well', async ({ machine }) => {
  const settings = settingsOfMqttx(machine.home);
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, '{}');
  const before = await machine.start();
  await expect.poll(before.trayState).toBe(`Running on port ${machine.port}`);
  await before.ask('clients.apply', { client: 'mqttx', installation: 'default', replace: false });
  await quit(before);

  const other = await holdPort(machine.port);
  const desktop = await machine.start();
  await expect.poll(desktop.trayState).toBe(`Port ${machine.port} is taken`);
  await expect(desktop.page.getByRole('heading', { name: `Port ${machine.port} is in use` })).toBeVisible();
  const { page } = desktop;
  if (process.platform === 'linux') await expect(page.getByText(`(process ${process.pid}) listens on port ${machine.port}`)).toBeVisible();
  await page.getByRole('button', { name: /^Use port \d+$/ }).click();
  await expect.poll(async () => (await desktop.state()).name).toBe('running');
  const state = await desktop.state();
  expect(state).toMatchObject({ name: 'running', attached: false });
  expect(state).not.toMatchObject({ port: machine.port });
  expect(other.listening).toBe(true);
  const address = () => openMqttxStore(settings).get('mcp.config.mcpServers.mqttx-server');
  const port = state.name === 'running' ? state.port : 0;
  await expect.poll(address).toEqual({ url: `http://localhost:${port}/mqttx/sse` });
  other.close();
});

test('the program can be quit where its port is taken', async ({ machine }) => {
  const other = await holdPort(machine.port);
  const { app, page } = await machine.start();
  const gone = once(app.process(), 'exit');
  await page.getByRole('button', { name: 'Quit' }).click();
  expect(await gone).toEqual([0, null]);
  other.close();
});

test('a port that has become free is taken when it is tried again', async ({ machine }) => {
  const other = await holdPort(machine.port);
  const { page, trayState } = await machine.start();
  await expect.poll(trayState).toBe(`Port ${machine.port} is taken`);
  other.close();
  await once(other, 'close');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(trayState).toBe(`Running on port ${machine.port}`);
});

test('a sidecar that runs already is used on request, and ours takes its place once that one has gone', async ({ machine }) => {
  const other = await startTestSidecar({ server: { port: machine.port } });
  const { page, state, trayState } = await machine.start();
  await expect.poll(async () => (await state()).name).toBe('port-blocked');
  expect(await state()).toMatchObject({ holder: { kind: 'sidecar', pid: process.pid } });
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect.poll(trayState).toBe(`Using the server on port ${machine.port}`);
  expect(await state()).toMatchObject({ name: 'running', attached: true, pid: process.pid });
  await other.stop();
  await expect.poll(trayState).toBe(`Running on port ${machine.port}`);
});

test('a sidecar that runs already is replaced on request', async ({ machine }) => {
  const first = await machine.start();
  await expect.poll(first.trayState).toBe(`Running on port ${machine.port}`);
  const port = machine.port;
  await first.ask('sidecar.stop');
  await expect.poll(first.trayState).toBe('Stopped');
  const other = await startOther(port);
  await first.ask('sidecar.start');
  await expect.poll(async () => (await first.state()).name).toBe('port-blocked');
  await first.page.getByRole('button', { name: 'Replace it' }).click();
  await expect.poll(first.trayState).toBe(`Running on port ${port}`);
  expect(other.exitCode).toBe(0);
});

test('the port is moved on request while everything runs', async ({ desktop }) => {
  const port = await freePort();
  await desktop.ask('sidecar.changePort', { port });
  await expect.poll(desktop.trayState).toBe(`Running on port ${port}`);
});

/** Some other program on the port, which answers nothing. */
async function holdPort(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A sidecar that was started by hand. */
async function startOther(port: number) {
  const args = [join(root, 'sidecar', 'main.ts'), '--port', String(port), '--no-embedded-broker', '--log-level', 'error'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
