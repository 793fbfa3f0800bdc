import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/root.ts';
import type { Outcome } from '../../../scripts/test/steps.ts';
import { addUp, summarize } from '../../../scripts/test/summary.ts';
import { type Failure, parseVitestReport, readVitestReport, type TestReport } from '../../../scripts/test/vitest-report.ts';

const passed = (name: string): Outcome => ({ name, result: 'passed', durationMs: 1_200 });
const failed = (name: string): Outcome => ({ name, result: 'failed', durationMs: 61_000 });
const counted = (passes: number, fails = 0, skipped = 0, failures: readonly Failure[] = []): TestReport => ({
  passed: passes,
  failed: fails,
  skipped,
  failures,
});

describe('summarize', () => {
  it('ends with the sum of all runners alone on a line', () => {
    const { lines, ok } = summarize(
      [passed('check'), passed('unit'), passed('integration')],
      new Map([
        ['unit', counted(100)],
        ['integration', counted(23)],
      ]),
    );
    expect(lines.at(-1)).toBe('123 passed, 0 failed');
    expect(ok).toBe(true);
  });

  it('names each step with its outcome, its duration and its counts', () => {
    const outcomes: Outcome[] = [passed('check'), failed('unit'), { name: 'integration', result: 'left out', durationMs: 0 }];
    const { lines } = summarize(
      outcomes,
      new Map([
        ['unit', counted(1, 2, 3)],
        ['integration', null],
      ]),
    );
    expect(lines).toContain('✓ check        1.2 s');
    expect(lines).toContain('✗ unit         1 min 1 s  1 passed, 2 failed, 3 skipped');
    expect(lines).toContain('– integration  left out: what it needs did not pass');
  });

  it('is not ok when a step failed though every test passed', () => {
    expect(summarize([failed('check'), passed('unit')], new Map([['unit', counted(1)]])).ok).toBe(false);
  });

  it('names what failed, with the first lines of what the runner said, before the last line', () => {
    const message = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n\n');
    const { lines } = summarize([failed('unit')], new Map([['unit', counted(1, 1, 0, [{ name: 'a.test.ts: it works', message }])]]));
    expect(lines.slice(lines.indexOf('✗ a.test.ts: it works'))).toEqual([
      '✗ a.test.ts: it works',
      ...Array.from({ length: 8 }, (_, index) => `    line ${index + 1}`),
      '    … 12 more lines above',
      '',
      '1 passed, 1 failed',
    ]);
  });

  it('is not ok when no test ran', () => {
    const { lines, ok } = summarize([passed('unit')], new Map([['unit', null]]));
    expect(ok).toBe(false);
    expect(lines).toContain('No test ran.');
  });

  it('is ok without tests when only other steps were asked for', () => {
    expect(summarize([passed('check')], new Map())).toMatchObject({ ok: true, lines: expect.not.arrayContaining(['No test ran.']) });
  });
});

describe('addUp', () => {
  it('is zero of nothing', () => {
    expect(addUp([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe('parseVitestReport', () => {
  const test = (status: string) => ({
    status,
    fullName: `is ${status}`,
    failureMessages: status === 'failed' ? ['Error: 1', 'Error: 2'] : [],
  });
  const file = (status: string, ...tests: string[]) => ({
    name: join(root, 'test', 'a.test.ts'),
    status,
    message: 'cannot be loaded',
    assertionResults: tests.map(test),
  });
  const report = (testResults: unknown[]) =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, success: false, testResults });

  it('takes the counts, and what failed', () => {
    expect(parseVitestReport(report([file('passed', 'passed'), file('failed', 'passed', 'failed')]))).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
      failures: [{ name: 'test/a.test.ts: is failed', message: 'Error: 1\nError: 2' }],
    });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(parseVitestReport(report([file('failed', 'failed'), file('failed')]))).toMatchObject({
      failed: 2,
      failures: [{ name: 'test/a.test.ts: is failed' }, { name: 'test/a.test.ts', message: 'cannot be loaded' }],
    });
  });

  it('refuses what is no report', () => {
    expect(() => parseVitestReport('{"numPassedTests": "5"}')).toThrow(/invalid/i);
  });

  it('finds no counts where the runner wrote no report', () => {
    expect(readVitestReport('/does/not/exist.json')).toBeNull();
  });
});
