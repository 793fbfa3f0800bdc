import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../scripts/test/steps.ts';
import { addUp, summarize } from '../../../scripts/test/summary.ts';
import { parseVitestReport, readVitestReport } from '../../../scripts/test/vitest-report.ts';

const passed = (name: string): Outcome => ({ name, result: 'passed', durationMs: 1_200 });
const failed = (name: string): Outcome => ({ name, result: 'failed', durationMs: 61_000 });

describe('summarize', () => {
  it('ends with the sum of all runners alone on a line', () => {
    const { lines, ok } = summarize(
      [passed('check'), passed('unit'), passed('integration')],
      new Map([
        ['unit', { passed: 100, failed: 0, skipped: 0 }],
        ['integration', { passed: 23, failed: 0, skipped: 0 }],
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
        ['unit', { passed: 1, failed: 2, skipped: 3 }],
        ['integration', null],
      ]),
    );
    expect(lines).toContain('✓ check        1.2 s');
    expect(lines).toContain('✗ unit         1 min 1 s  1 passed, 2 failed, 3 skipped');
    expect(lines).toContain('– integration  left out: what it needs did not pass');
  });

  it('is not ok when a step failed though every test passed', () => {
    expect(summarize([failed('check'), passed('unit')], new Map([['unit', { passed: 1, failed: 0, skipped: 0 }]])).ok).toBe(false);
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
  const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((test) => ({ status: test })) });
  const report = (testResults: unknown[]) =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, success: false, testResults });

  it('takes the counts', () => {
    expect(parseVitestReport(report([file('passed', 'passed'), file('failed', 'failed')]))).toEqual({ passed: 5, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(parseVitestReport(report([file('failed', 'failed'), file('failed')])).failed).toBe(2);
  });

  it('refuses what is no report', () => {
    expect(() => parseVitestReport('{"numPassedTests": "5"}')).toThrow(/invalid/i);
  });

  it('finds no counts where the runner wrote no report', () => {
    expect(readVitestReport('/does/not/exist.json')).toBeNull();
  });
});
