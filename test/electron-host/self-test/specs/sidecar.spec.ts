/**
 * The child process: started and stopped from the tray, and never left behind.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, isAlive, startSidecar, test } from '../support/probe.ts';

test('the tray starts the sidecar, the page follows, the sidecar answers, and the tray stops it', async ({ probe }) => {
  expect(await probe.app.evaluate(() => globalThis.__probe.menu().map(({ id, enabled }) => [id, enabled]))).toEqual([
    ['start', true],
    ['stop', false],
    ['open', true],
    ['quit', true],
  ]);
  const sidecar = await startSidecar(probe);
  expect(sidecar).toMatchObject({ electron: expect.stringMatching(/^45\./), type: 'utility' });
  await probe.click('stop');
  await expect(probe.page.locator('#state')).toHaveText('stopped');
  await expect.poll(() => isAlive(sidecar.pid)).toBe(false);
});

test('quitting from the tray ends the sidecar before the app, and the log was written', async ({ probe, userData }) => {
  const { pid } = await startSidecar(probe);
  const exit = once(probe.app.process(), 'exit');
  await probe.click('quit').catch(() => {});
  expect((await exit)[0]).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(readFileSync(join(userData, 'logs/main.log'), 'utf8')).toMatch(/sidecar running/);
});

test('killing the app takes the sidecar with it', async ({ probe }) => {
  const { pid } = await startSidecar(probe);
  process.kill(await probe.app.evaluate(() => process.pid), 'SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
});
