/**
 * What a page must not be able to do.
 */
import { expect, test } from '../support/probe.ts';

test('the policy of app:// is enforced: no inline script, no eval, no foreign fetch, but its own style', async ({ probe: { page } }) => {
  const seen = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) =>
      document.addEventListener(
        'securitypolicyviolation',
        (event) => event.effectiveDirective === 'connect-src' && resolve(event.effectiveDirective),
      ),
    );
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    // Playwright lifts the ban on eval for what it evaluates itself, so eval is tried from a timer.
    const evalOutcome = await new Promise((resolve) =>
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-eval -- whether it is allowed is the question
          (0, eval)('1');
          resolve('allowed');
        } catch (error) {
          resolve(error instanceof Error ? error.name : error);
        }
      }),
    );
    const fetchOutcome = await fetch('http://127.0.0.1:1/').then(
      () => 'sent',
      (error: Error) => error.name,
    );
    return { inlineRan: 'inlineRan' in window, evalOutcome, fetchOutcome, violation: await violation };
  });
  expect(seen).toEqual({ inlineRan: false, evalOutcome: 'EvalError', fetchOutcome: 'TypeError', violation: 'connect-src' });
  await expect(page.locator('body')).toHaveCSS('color', 'rgb(1, 2, 3)');
});

test('a link to another window goes to the system browser, and only if the app allows it', async ({ probe: { app, page } }) => {
  await app.evaluate(({ shell }) => {
    shell.openExternal = async (url) => void globalThis.__probe.opened.push(url);
  });
  await page.evaluate(() => window.open('https://evil.test/'));
  await page.click('#outside');
  await expect.poll(() => app.evaluate(() => globalThis.__probe.opened)).toEqual(['https://example.com/help']);
  expect(app.windows()).toHaveLength(1);
});

test('a navigation elsewhere is refused and the page stays', async ({ probe: { app, page } }) => {
  const refused = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise((resolve) =>
        BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => resolve([event.url, event.defaultPrevented])),
      ),
  );
  await page.evaluate(() => location.assign('https://evil.test/'));
  expect(await refused).toEqual(['https://evil.test/', true]);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe('app://bundle/index.html');
  await expect(page.locator('#state')).toBeVisible();
});

test('the permission handler decides what the page may use', async ({ probe: { page } }) => {
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  const media = await page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  );
  expect(media).toBe('NotAllowedError');
});

test('an IPC message tells the origin of the page that it came from', async ({ probe: { app, page } }) => {
  const origin = app.evaluate(
    ({ ipcMain }) =>
      new Promise((resolve) => {
        ipcMain.removeHandler('secret');
        ipcMain.handle('secret', (event) => resolve(event.senderFrame?.origin));
      }),
  );
  await page.evaluate(() => void window.probe.secret(''));
  expect(await origin).toBe('app://bundle');
});
