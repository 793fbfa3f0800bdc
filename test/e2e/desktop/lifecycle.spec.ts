/** The program from its start to its end: the tray, the window, a second start, quitting. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcess } from '../../../app/main/sidecar/process-facts.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { isAccepting } from '../../support/ports.ts';
import { recordDialogs, recordNotifications } from './support/recorders.ts';
import { expect, isAlive, test } from './support/machine.ts';

test('starts the sidecar and says so in the tray and in the window', async ({ desktop, machine }) => {
  await expect.poll(desktop.trayState).toBe(`Running on port ${machine.port}`);
  await expect(desktop.page.getByRole('button', { name: `Sidecar: Running · ${machine.port}` })).toBeVisible();
  const answer = await fetch(`http://127.0.0.1:${machine.port}/health/live`);
  expect(await answer.json()).toMatchObject({ name: 'mqttx-sse-server', pid: await desktop.sidecarPid() });
});

test('the tray stops and starts the sidecar, and the window follows', async ({ desktop, machine }) => {
  const first = await desktop.sidecarPid();
  await desktop.clickTray('stop');
  await expect(desktop.page.getByRole('button', { name: 'Sidecar: Stopped' })).toBeVisible();
  await expect.poll(() => isAlive(first)).toBe(false);
  expect(await isAccepting(machine.port)).toBe(false);
  expect(await desktop.trayItems()).toContain('start');
  expect(await desktop.trayItems()).not.toContain('stop');

  await desktop.clickTray('start');
  await expect(desktop.page.getByRole('button', { name: `Sidecar: Running · ${machine.port}` })).toBeVisible();
  expect(await desktop.sidecarPid()).not.toBe(first);
});

test('the tray copies the MCP address', async ({ desktop, machine }) => {
  await desktop.clickTray('copy-url');
  await expect.poll(() => desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(`http://localhost:${machine.port}/mqttx/sse`);
});

test('closing the window leaves the program in the tray, which says so once and brings it back', async ({ desktop }) => {
  const sidecar = await desktop.sidecarPid();
  const notices = await recordNotifications(desktop.app);
  for (const told of [1, 1]) {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(desktop.windows).toEqual([]);
    expect(isAlive(sidecar)).toBe(true);
    await expect.poll(notices).toHaveLength(told);
    const opened = desktop.app.waitForEvent('window');
    await desktop.clickTray('open');
    await (await opened).getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(desktop.windows).toEqual([true]);
  }
});

test('the tray opens the page that was asked for, in a window that is open and in a new one', async ({ desktop }) => {
  await desktop.clickTray('configure');
  await expect(desktop.page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible();
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(desktop.windows).toEqual([]);
  const opened = desktop.app.waitForEvent('window');
  await desktop.clickTray('settings');
  await expect((await opened).getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});

test('a window that is asked for while the one before is closing comes up', async ({ desktop }) => {
  const opened = desktop.app.waitForEvent('window');
  await desktop.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
    globalThis.mqttxTest.clickTray('settings');
  });
  await expect((await opened).getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect.poll(desktop.windows).toEqual([true]);
});

test('a second start is turned away and brings up the window of the first', async ({ desktop, machine }) => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(desktop.windows).toEqual([]);
  const [code] = await once(machine.startAgain(), 'exit');
  expect(code).toBe(0);
  await expect.poll(desktop.windows).toEqual([true]);
});

test('quitting leaves no process and no lock', async ({ desktop, machine }) => {
  const pids = [desktop.pid, await desktop.sidecarPid()];
  const gone = once(desktop.app.process(), 'exit');
  await desktop.clickTray('quit').catch(() => undefined);
  expect(await gone).toEqual([0, null]);
  for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await isAccepting(machine.port)).toBe(false);
});

test('quitting asks while a session is live, and goes on running when that is the answer', async ({ desktop, machine }) => {
  const client = await RawMcpClient.open(`http://127.0.0.1:${machine.port}`);
  await client.request('initialize');
  await desktop.goTo('sessions');
  await expect(desktop.page.getByRole('tab', { name: 'MCP sessions (1)' })).toBeVisible();

  const dialogs = await recordDialogs(desktop.app);
  await dialogs.answer(1);
  await desktop.clickTray('quit');
  await expect.poll(dialogs.shown).toEqual([expect.stringContaining('1 live session')]);
  expect(isAlive(await desktop.sidecarPid())).toBe(true);

  await dialogs.answer(0);
  const gone = once(desktop.app.process(), 'exit');
  await desktop.clickTray('quit').catch(() => undefined);
  expect(await gone).toEqual([0, null]);
  await client.waitForEnd();
});

// Windows has no signal that a program could answer.
const onSignals = process.platform === 'win32' ? [] : (['SIGTERM', 'SIGINT'] as const);
for (const signal of onSignals) {
  test(`${signal} ends program and sidecar in order`, async ({ desktop }) => {
    const sidecar = await desktop.sidecarPid();
    const gone = once(desktop.app.process(), 'exit');
    process.kill(desktop.pid, signal);
    expect(await gone).toEqual([0, null]);
    await expect.poll(() => isAlive(sidecar)).toBe(false);
  });
}

test('the sidecar does not outlive a program that was killed', async ({ desktop }) => {
  const sidecar = await desktop.sidecarPid();
  process.kill(desktop.pid, 'SIGKILL');
  await expect.poll(() => isAlive(sidecar)).toBe(false);
});

test('a sidecar that the last run left behind is ended by the next', async ({ machine }) => {
  // A process that hears of no parent, remembered as the last run would have.
  const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(leftover, 'spawn');
  const gone = once(leftover, 'exit');
  const pid = leftover.pid ?? 0;
  writeFileSync(join(machine.userData, 'sidecar.lock.json'), JSON.stringify({ pid, ...(await findProcess(pid)), port: machine.port }));
  const { trayState } = await machine.start();
  await gone;
  await expect.poll(trayState).toBe(`Running on port ${machine.port}`);
  await expect.poll(machine.lockedPid).not.toBe(pid);
});

test.describe('started in the tray', () => {
  test.use({ settings: { startMinimised: true } });

  test('the program shows no window until it is asked for one', async ({ machine }) => {
    const app = await machine.launch();
    await expect.poll(machine.lockedPid).toBeDefined();
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
    const opened = app.waitForEvent('window');
    await app.evaluate(() => globalThis.mqttxTest.clickTray('open'));
    await expect((await opened).getByRole('button', { name: `Sidecar: Running · ${machine.port}` })).toBeVisible();
  });
});
