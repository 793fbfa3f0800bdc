/**
 * The modules of main, driven from outside as the specs of an app would drive them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/probe.ts';

test('a utility process has pipes, messages both ways, and its own exit code', async ({ probe: { app }, userData }) => {
  const child = join(userData, 'child.mjs');
  writeFileSync(
    child,
    `process.parentPort.on('message', ({ data }) => {
      console.log('heard', data.word, process.argv[2]);
      process.parentPort.postMessage({ bytes: data.bytes.length });
      process.exit(7);
    });`,
  );
  const seen = await app.evaluate(async ({ utilityProcess }, path) => {
    const started = utilityProcess.fork(path, ['argument'], { stdio: 'pipe' });
    started.postMessage({ word: 'early', bytes: new Uint8Array(3) });
    let output = '';
    started.stdout?.on('data', (data) => (output += String(data)));
    const message = new Promise((resolve) => started.once('message', resolve));
    const code = await new Promise((resolve) => started.once('exit', resolve));
    return { output: output.trim(), message: await message, code };
  }, child);
  expect(seen).toEqual({ output: 'heard early argument', message: { bytes: 3 }, code: 7 });
});

test('a utility process that is killed is told to the app', async ({ probe: { app }, userData }) => {
  const child = join(userData, 'child.mjs');
  writeFileSync(child, 'setInterval(() => {}, 1000);');
  const seen = await app.evaluate(async ({ app: module, utilityProcess }, path) => {
    const started = utilityProcess.fork(path, [], { serviceName: 'idle' });
    await new Promise((resolve) => started.once('spawn', () => resolve(undefined)));
    const gone = new Promise<string>((resolve) =>
      module.once('child-process-gone', (_event, { type, name }) => resolve(`${type} ${name}`)),
    );
    const pid = started.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return gone;
  }, child);
  expect(seen).toBe('Utility idle');
});

test('a dialog is answered by whoever stubs it', async ({ probe: { app } }) => {
  const answer = await app.evaluate(async ({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: true });
    return dialog.showMessageBox({ message: 'Really?', buttons: ['No', 'Yes'] });
  });
  expect(answer).toEqual({ response: 1, checkboxChecked: true });
});

test('a notification tells that it was shown, and passes a click on', async ({ probe: { app } }) => {
  const seen = await app.evaluate(({ Notification }) => {
    const notification = new Notification({ title: 'Stopped', body: 'The sidecar has stopped.' });
    const events: string[] = [];
    notification.on('click', () => events.push('click'));
    notification.emit('click');
    return { events, title: notification.title, isSupported: typeof Notification.isSupported() };
  });
  expect(seen).toEqual({ events: ['click'], title: 'Stopped', isSupported: 'boolean' });
});

test('a click on the tray icon opens the window', async ({ probe: { app } }) => {
  const isVisible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(isVisible).toBe(true);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await app.evaluate(() => globalThis.__probe.clickIcon());
  await expect.poll(isVisible).toBe(true);
});

test('items of a menu do what their kind says', async ({ probe: { app } }) => {
  const seen = await app.evaluate(({ Menu }) => {
    const clicked: string[] = [];
    const menu = Menu.buildFromTemplate([
      { id: 'box', label: 'Box', type: 'checkbox', click: ({ checked }) => clicked.push(`box ${checked}`) },
      { id: 'one', label: 'One', type: 'radio', checked: true },
      { id: 'two', label: 'Two', type: 'radio' },
      { label: 'More', submenu: [{ id: 'inner', label: 'Inner', click: () => clicked.push('inner') }] },
      { id: 'copy', role: 'copy' },
    ]);
    Menu.setApplicationMenu(menu);
    for (const id of ['box', 'two', 'inner']) menu.getMenuItemById(id)?.click();
    const checked = ['box', 'one', 'two'].filter((id) => menu.getMenuItemById(id)?.checked);
    return { clicked, checked, label: menu.getMenuItemById('copy')?.label, isApplicationMenu: Menu.getApplicationMenu() === menu };
  });
  expect(seen).toEqual({ clicked: ['box true', 'inner'], checked: ['box', 'two'], label: 'Copy', isApplicationMenu: true });
});

test('the clipboard keeps what was written', async ({ probe: { app } }) => {
  const text = await app.evaluate(async ({ clipboard }) => {
    await clipboard.writeText('http://localhost:4000/mqttx/sse');
    return clipboard.readText();
  });
  expect(text).toBe('http://localhost:4000/mqttx/sse');
});

test('the app has the name and version of its package, and the folder that it was given', async ({ probe: { app }, userData }) => {
  const seen = await app.evaluate(({ app: module }) => ({
    name: module.getName(),
    version: module.getVersion(),
    userData: module.getPath('userData'),
    logs: module.getPath('logs'),
  }));
  expect(seen).toEqual({ name: 'Probe', version: '1.2.3', userData, logs: join(userData, 'logs') });
});

test('the power monitor passes on what the system says', async ({ probe: { app } }) => {
  const seen = await app.evaluate(({ powerMonitor }) => {
    const events: string[] = [];
    powerMonitor.on('suspend', () => events.push('suspend'));
    powerMonitor.on('resume', () => events.push('resume'));
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    return events;
  });
  expect(seen).toEqual(['suspend', 'resume']);
});
