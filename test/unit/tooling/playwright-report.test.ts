import { describe, expect, it } from 'vitest';
import { parsePlaywrightReport, readPlaywrightReport } from '../../../scripts/test/playwright-report.ts';

const report = (stats: object, errors: unknown[] = []): string =>
  JSON.stringify({ config: {}, suites: [], errors, stats: { startTime: '', ...stats } });

describe('the counts of a Playwright report', () => {
  it('are those of its statistics; a spec that needed a second try counts as failed', () => {
    expect(parsePlaywrightReport(report({ expected: 7, unexpected: 2, flaky: 1, skipped: 3 }))).toEqual({
      passed: 7,
      failed: 3,
      skipped: 3,
    });
  });

  it('count what kept specs from being run as failed', () => {
    expect(parsePlaywrightReport(report({ expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, [{ message: 'x' }])).failed).toBe(1);
  });

  it('are null where there is no report', () => {
    expect(readPlaywrightReport('/nowhere/e2e.json')).toBeNull();
  });
});
