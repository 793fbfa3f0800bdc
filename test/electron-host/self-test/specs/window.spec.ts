/**
 * The window: hidden and brought back, one instance, theme, size.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ElectronApplication } from '@playwright/test';
import { expect, launchOptions, test } from '../support/probe.ts';

const visibility = (app: ElectronApplication) => () =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));

const close = (app: ElectronApplication) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('closing the window hides it, and the tray brings it back', async ({ probe }) => {
  await expect.poll(visibility(probe.app)).toEqual([true]);
  await close(probe.app);
  await expect.poll(visibility(probe.app)).toEqual([false]);
  await probe.click('open');
  await expect.poll(visibility(probe.app)).toEqual([true]);
});

test('a second instance is turned away and raises the first', async ({ probe: { app }, userData }) => {
  await expect.poll(visibility(app)).toEqual([true]);
  await close(app);
  await expect.poll(visibility(app)).toEqual([false]);
  const { args, env } = launchOptions(userData);
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : [];
  const second = spawn(app.process().spawnfile, [...sandbox, ...args], { env, stdio: 'ignore', timeout: 10_000, killSignal: 'SIGKILL' });
  expect((await once(second, 'exit'))[0]).toBe(0);
  await expect.poll(visibility(app)).toEqual([true]);
});

test('the theme that the app chooses is the theme that the page has', async ({ probe: { app, page } }) => {
  await app.evaluate(({ nativeTheme }) => void (nativeTheme.themeSource = 'dark'));
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(0, 0, 0)');
  await app.evaluate(({ nativeTheme }) => void (nativeTheme.themeSource = 'light'));
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
});

test('the page has the size of its window, and zooms', async ({ probe: { app, page } }) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(800, 600));
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([800, 600]);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
  await expect.poll(() => page.evaluate(() => [innerWidth, devicePixelRatio])).toEqual([400, 2]);
});

test('a picture of the page can be taken', async ({ probe: { page } }, info) => {
  const picture = await page.screenshot();
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  await info.attach('page', { body: picture, contentType: 'image/png' });
});
