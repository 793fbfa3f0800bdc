/**
 * A Playwright reporter that says on what the specs ran: real Electron or the test host, as each launched app told itself
 * (launched-runtime.ts). For every configuration whose specs launch Electron: a green run is worth different things on the two.
 */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { RUNTIME_NOTE } from './launched-runtime.ts';

export default class RuntimeReporter implements Reporter {
  readonly #launches = new Map<string, number>();

  onTestEnd(_test: TestCase, { annotations }: TestResult): void {
    for (const { type, description } of annotations) {
      if (type === RUNTIME_NOTE && description !== undefined) this.#launches.set(description, (this.#launches.get(description) ?? 0) + 1);
    }
  }

  onEnd(): void {
    console.log(`\nRuntime: ${summarizeLaunches(this.#launches)}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** @param launches how often an app was launched on each runtime */
export function summarizeLaunches(launches: ReadonlyMap<string, number>): string {
  if (launches.size === 0) return 'no app was launched';
  return [...launches].map(([runtime, count]) => `${runtime}, launched ${count} time${count === 1 ? '' : 's'}`).join('; ');
}
