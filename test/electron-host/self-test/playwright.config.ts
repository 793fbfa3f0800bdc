/**
 * The host's own test: `npx playwright test -c test/electron-host/self-test`. With ELECTRON_OVERRIDE_DIST_PATH set to
 * `test/electron-host/runtime` it tests the host; without it, the same specs hold real Electron to the same behaviour.
 */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  globalSetup: './support/global-setup.ts',
  timeout: 30_000,
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ['../reporter.ts']],
});
