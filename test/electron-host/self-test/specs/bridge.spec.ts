/**
 * What goes between page, preload and main.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/probe.ts';

test('a button goes through the bridge to main, which writes a file', async ({ probe, userData }) => {
  await probe.page.click('#save');
  const file = join(userData, 'note.json');
  await expect(probe.page.locator('#out')).toHaveText(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ text: 'hello', iso: '1970-01-01T00:00:00.000Z', bytes: [1, 2, 3] });
});

test('the page sees the frozen bridge and nothing else of Electron', async ({ probe: { page } }) => {
  const seen = await page.evaluate(() => ({
    globals: ['leaked', 'require', 'process', 'ipcRenderer', 'module'].filter((name) => name in window),
    keys: Object.keys(window.probe).toSorted(),
    isFrozen: Object.isFrozen(window.probe),
  }));
  expect(seen).toEqual({ globals: [], keys: ['onStatus', 'platform', 'save', 'secret', 'status'], isFrozen: true });
  expect(await page.evaluate(() => Reflect.set(window, 'probe', 1))).toBe(false);
});

test('an error of a handler reaches the page as text', async ({ probe: { page } }) => {
  const message = await page.evaluate(() => window.probe.save({ text: 1 }).catch((error: Error) => error.message));
  expect(message).toMatch(/^Error invoking remote method 'save': TypeError: bad note/);
});

test('what cannot be cloned is refused', async ({ probe: { page } }) => {
  const message = await page.evaluate(async () => {
    try {
      return await window.probe.save({ text: 'x', when: Symbol('no') });
    } catch (error) {
      return String(error);
    }
  });
  expect(message).toMatch(/could not be cloned/);
});

test('secrets survive encryption and decryption', async ({ probe: { page } }) => {
  expect(await page.evaluate(() => window.probe.secret('s3cret'))).toMatchObject({ back: 's3cret' });
});
