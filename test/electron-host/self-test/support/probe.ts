/**
 * Fixtures for the probe app: each test gets a user data folder of its own, the app, and its page.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import '../app/probe.ts';
import { noteRuntime } from '../../launched-runtime.ts';
import { OUT } from '../build.ts';

export { expect };

interface Probe {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What a click on an item of the tray's menu does. */
  click(id: string): Promise<void>;
}

export const isHost = Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH);

/** What the app is started with; a second instance has to be started alike. */
export function launchOptions(userData: string, env: Record<string, string> = {}) {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    args: [`--user-data-dir=${userData}`, process.env.PROBE_APP ?? OUT],
    env: { ...Object.fromEntries(inherited), PROBE_SEAM: '1', ...env },
    // The scheme that the app chose shall be seen, not the one that Playwright would emulate.
    colorScheme: null,
  };
}

export const test = base.extend<{ env: Record<string, string>; userData: string; probe: Probe }>({
  env: [{}, { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from the pattern
  userData: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'probe-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
  probe: async ({ userData, env }, use, info) => {
    const app = await _electron.launch(launchOptions(userData, env));
    await noteRuntime(app, info);
    const page = await app.firstWindow();
    await page.waitForSelector('#state:not(:text("?"))');
    await use({ app, page, click: (id) => app.evaluate((_modules, item) => globalThis.__probe.click(item), id) });
    await app.close().catch(() => {});
  },
});

/** Starts the sidecar and asks it over HTTP who it is. */
export async function startSidecar({ page, click }: Probe): Promise<{ pid: number; electron: string | null; type: string | null }> {
  await click('start');
  await expect(page.locator('#state')).toHaveText(/^running:\d+$/);
  const port = (await page.locator('#state').innerText()).split(':')[1];
  return (await fetch(`http://127.0.0.1:${port}/`)).json();
}

/** False for a process that is gone, and for one that only waits for its parent to notice. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
