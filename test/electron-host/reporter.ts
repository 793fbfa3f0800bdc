/**
 * A Playwright reporter that says on what the specs run: real Electron or the test host. For every configuration whose
 * specs launch Electron: a green run is worth different things on the two.
 */
import type { Reporter } from '@playwright/test/reporter';

/** @param overridePath value of ELECTRON_OVERRIDE_DIST_PATH, by which the `electron` package finds its executable */
export function describeRuntime(overridePath: string | undefined): string {
  if (!overridePath) return 'Runtime: real Electron';
  return /electron-host[/\\]runtime[/\\]?$/.test(overridePath)
    ? 'Runtime: the test host (Node and Chromium in the place of Electron)'
    : `Runtime: Electron from ${overridePath}`;
}

export default class RuntimeReporter implements Reporter {
  onBegin(): void {
    console.log(describeRuntime(process.env.ELECTRON_OVERRIDE_DIST_PATH));
  }

  printsToStdio(): boolean {
    return false;
  }
}
