/**
 * Puts the outcomes of all steps and the reports of all runners into the closing lines of `npm test`: what failed is named once
 * more here, where it is found without a search. Pure. The last line, `N passed, N failed`, is read by build servers.
 */
import { formatDuration } from '../duration.ts';
import type { Outcome } from './steps.ts';
import type { Failure, TestCounts, TestReport } from './vitest-report.ts';

export interface Summary {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/** The runners have printed all of it above. */
const LINES_OF_A_FAILURE = 8;

const MARKS = { 'passed': '✓', 'failed': '✗', 'left out': '–' } as const;

/**
 * @param reports by the name of the step whose runner counted; null where it wrote no report
 * @returns not ok when a step did not pass, a test failed, or runners were started and no test ran
 */
export function summarize(outcomes: readonly Outcome[], reports: ReadonlyMap<string, TestReport | null>): Summary {
  const present = [...reports.values()].filter((report) => report !== null);
  const total = addUp(present);
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const rows = outcomes.map(({ name, result, durationMs }) => {
    const count = reports.get(name);
    const detail = result === 'left out' ? 'left out: what it needs did not pass' : formatDuration(durationMs);
    const tests = count === undefined || result === 'left out' ? '' : `  ${count === null ? 'no report' : formatCounts(count)}`;
    return `${MARKS[result]} ${name.padEnd(width)}  ${detail}${tests}`;
  });
  const ran = reports.size === 0 || total.passed + total.failed > 0;
  const failures = present.flatMap((report) => report.failures).flatMap(formatFailure);
  const lines = ['', '== summary', ...rows, ...(ran ? [] : ['No test ran.']), ...failures, '', formatCounts(total)];
  return { lines, ok: ran && total.failed === 0 && outcomes.every(({ result }) => result === 'passed') };
}

export function addUp(counts: readonly TestCounts[]): TestCounts {
  const sum = (pick: (count: TestCounts) => number): number => counts.reduce((total, count) => total + pick(count), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed), skipped: sum(({ skipped }) => skipped) };
}

function formatFailure({ name, message }: Failure): string[] {
  const said = message.split('\n').filter((line) => line.trim() !== '');
  const rest = said.length - LINES_OF_A_FAILURE;
  return [
    '',
    `✗ ${name}`,
    ...said.slice(0, LINES_OF_A_FAILURE).map((line) => `    ${line}`),
    ...(rest > 0 ? [`    … ${rest} more lines above`] : []),
  ];
}

function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
