/**
 * The specs that drive a real page. `dashboard`: the built dashboard with the demonstration behind it, in Debian's Chromium.
 * `desktop`: the whole program, on real Electron, or on the test host where Electron's binary is not installed.
 */
import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './test/support/chromium.ts';

export default defineConfig({
  outputDir: 'coverage/e2e',
  workers: 2,
  fullyParallel: true,
  // A spec that only passes at the second try is broken.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  // The report that `npm test` adds up; its path comes by the reporter's own variable.
  reporter: [
    ['list'],
    ['./test/electron-host/reporter.ts'],
    ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE === undefined ? [] : [['json'] as const]),
  ],
  globalSetup: './test/e2e/build-dashboard.ts',
  projects: [
    {
      name: 'dashboard',
      testDir: 'test/e2e/dashboard',
      use: { launchOptions: { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_FLAGS] } },
    },
    // Each spec starts the whole program, which takes a while on a machine that is busy otherwise.
    { name: 'desktop', testDir: 'test/e2e/desktop', timeout: 180_000, expect: { timeout: 30_000 } },
  ],
});
