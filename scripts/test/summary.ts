/**
 * Puts the outcomes of all steps and the counts of all runners into the closing lines of `npm test`. Pure. The last line,
 * `N passed, N failed`, is read by build servers.
 */
import { formatDuration } from '../duration.ts';
import type { Outcome } from './steps.ts';
import type { TestCounts } from './vitest-report.ts';

export interface Summary {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

const MARKS = { 'passed': '✓', 'failed': '✗', 'left out': '–' } as const;

/**
 * @param counts by the name of the step whose runner counted; null where it wrote no report
 * @returns not ok when a step did not pass, a test failed, or runners were started and no test ran
 */
export function summarize(outcomes: readonly Outcome[], counts: ReadonlyMap<string, TestCounts | null>): Summary {
  const total = addUp([...counts.values()].filter((count) => count !== null));
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const rows = outcomes.map(({ name, result, durationMs }) => {
    const count = counts.get(name);
    const detail = result === 'left out' ? 'left out: what it needs did not pass' : formatDuration(durationMs);
    const tests = count === undefined || result === 'left out' ? '' : `  ${count === null ? 'no report' : formatCounts(count)}`;
    return `${MARKS[result]} ${name.padEnd(width)}  ${detail}${tests}`;
  });
  const ran = counts.size === 0 || total.passed + total.failed > 0;
  const lines = ['', '== summary', ...rows, ...(ran ? [] : ['No test ran.']), '', formatCounts(total)];
  return { lines, ok: ran && total.failed === 0 && outcomes.every(({ result }) => result === 'passed') };
}

export function addUp(counts: readonly TestCounts[]): TestCounts {
  const sum = (pick: (count: TestCounts) => number): number => counts.reduce((total, count) => total + pick(count), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed), skipped: sum(({ skipped }) => skipped) };
}

function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
