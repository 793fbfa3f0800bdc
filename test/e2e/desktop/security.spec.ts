/** What a page could do that is not ours, or no longer: nothing. */
import { expect, test } from './support/machine.ts';

test('the page sees the bridge and nothing else of Electron or Node', async ({ desktop: { page } }) => {
  const seen = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter((name) => name in window),
    bridge: Object.keys(window.mqttxBridge ?? {}).toSorted((a, b) => a.localeCompare(b)),
    isFrozen: Object.isFrozen(window.mqttxBridge),
  }));
  expect(seen).toEqual({ globals: [], bridge: ['invoke', 'on'], isFrozen: true });
});

test('the bridge passes on the channels of the contract alone', async ({ desktop: { page } }) => {
  // As text, because no such channel passes the compiler.
  const invoked = await page.evaluate(`window.mqttxBridge.invoke('settings.steal').catch((error) => error.message)`);
  const heard = await page.evaluate(
    `(() => { try { window.mqttxBridge.on('settings.steal', () => {}); } catch (error) { return error.message; } })()`,
  );
  expect(invoked).toContain('There is no such channel.');
  expect(heard).toContain('There is no such channel.');
});

test('main refuses a request of another shape', async ({ desktop: { ask } }) => {
  await expect(ask('sidecar.changePort', { port: 'four thousand' })).rejects.toThrow('invalid-arguments');
  await expect(ask('system.openExternal', { url: 'file:///etc/passwd' })).rejects.toThrow('link-refused');
  await expect(ask('settings.change', { port: -1 })).rejects.toThrow('invalid-arguments');
});

test('the content security policy is enforced: no inline script, no eval, no connection', async ({ desktop: { page } }) => {
  const seen = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    const fetched = await fetch('http://127.0.0.1:9/').then(
      () => 'sent',
      () => 'refused',
    );
    await new Promise((resolve) => setTimeout(resolve));
    return { inline: 'inlineRan' in window, fetched, violations };
  });
  // In a timer, because what evaluate() runs itself is exempt.
  const evaluated = await page.evaluate(
    `new Promise((done) => setTimeout(() => { try { done((0, eval)('1 + 1')); } catch (error) { done(error.name); } }))`,
  );
  expect(seen).toMatchObject({ inline: false, fetched: 'refused' });
  expect(evaluated).toBe('EvalError');
  expect(seen.violations).toEqual(expect.arrayContaining(['script-src-elem', 'connect-src']));
});

test('the page is kept from going elsewhere and from opening windows; a link to the web goes to the system', async ({
  desktop: { app, page, windows },
}) => {
  await app.evaluate(({ shell }) => {
    globalThis.mqttxOpened = [];
    shell.openExternal = async (url: string) => void globalThis.mqttxOpened.push(url);
  });
  const opened = () => app.evaluate(() => globalThis.mqttxOpened);
  await page.evaluate(() => void window.open('https://example.com/help'));
  await expect.poll(opened).toEqual(['https://example.com/help']);
  await page.evaluate(() => {
    window.open('file:///etc/passwd');
    window.open('http://evil.example/');
    location.href = 'https://evil.example/';
  });
  // Whatever would have happened has happened once main has answered after it.
  await page.evaluate(() => window.mqttxBridge?.invoke('sidecar.state', undefined));
  expect(await opened()).toEqual(['https://example.com/help']);
  expect(await windows()).toHaveLength(1);
  const url = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  expect(url).toMatch(/^app:\/\/dashboard\/index\.html/);
});

test('the page is granted nothing that it may ask the system for', async ({ desktop: { page } }) => {
  const asked = await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    place: await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code),
      ),
    ),
  }));
  expect(asked).toEqual({ notifications: 'denied', place: 1 });
});

test('nothing is served that is no part of the page', async ({ desktop: { page } }) => {
  const answers = await page.evaluate(() =>
    Promise.all(['../main/index.js', '/..%2fmain/index.js', '/nothing.js', '/index.html'].map(async (path) => (await fetch(path)).status)),
  );
  expect(answers).toEqual([404, 404, 404, 200]);
});

declare global {
  var mqttxOpened: string[];
}
