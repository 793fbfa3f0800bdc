import { describe, expect, it } from 'vitest';
import { parsePlaywrightReport, readPlaywrightReport } from '../../../scripts/test/playwright-report.ts';

const report = (stats: object, errors: unknown[] = [], suites: unknown[] = []): string =>
  JSON.stringify({ config: {}, suites, errors, stats: { startTime: '', ...stats } });

const spec = (title: string, status: string, ...errors: string[]) => ({
  title,
  file: 'test/e2e/a.spec.ts',
  line: 7,
  tests: [{ status, results: [{ errors: errors.map((message) => ({ message })) }, { errors: [] }] }],
});

describe('the counts of a Playwright report', () => {
  it('are those of its statistics; a spec that needed a second try counts as failed', () => {
    expect(parsePlaywrightReport(report({ expected: 7, unexpected: 2, flaky: 1, skipped: 3 }))).toEqual({
      passed: 7,
      failed: 3,
      skipped: 3,
      failures: [],
    });
  });

  it('come with what failed, wherever in the file it stands, without colours', () => {
    const within = { title: 'a group', specs: [spec('is late', 'flaky', '\u001B[31mtoo late\u001B[39m')] };
    const file = { title: 'a.spec.ts', specs: [spec('works', 'expected'), spec('breaks', 'unexpected', 'one', 'two')], suites: [within] };
    expect(parsePlaywrightReport(report({ expected: 1, unexpected: 1, flaky: 1, skipped: 0 }, [], [file])).failures).toEqual([
      { name: 'test/e2e/a.spec.ts:7: breaks', message: 'one\ntwo' },
      { name: 'test/e2e/a.spec.ts:7: is late', message: 'too late' },
    ]);
  });

  it('count what kept specs from being run as failed', () => {
    expect(parsePlaywrightReport(report({ expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, [{ message: 'x' }]))).toMatchObject({
      failed: 1,
      failures: [{ name: 'before the specs', message: 'x' }],
    });
  });

  it('are null where there is no report', () => {
    expect(readPlaywrightReport('/nowhere/e2e.json')).toBeNull();
  });
});
