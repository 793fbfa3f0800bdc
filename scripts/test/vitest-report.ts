/** Reads Vitest's JSON report for the summary: the counts, and which tests failed. Used by scripts/test.ts. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';

/** The part of the report that is used; a file that could not even be loaded is `failed` without a failed test. */
const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).default([]) })),
    }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test that failed, or what kept a whole file from being run. */
export interface Failure {
  /** The file, from the root of the repository, and the test in it. */
  readonly name: string;
  /** What the runner says about it; several lines. */
  readonly message: string;
}

export interface TestReport extends TestCounts {
  readonly failures: readonly Failure[];
}

export function parseVitestReport(text: string): TestReport {
  const report = reportSchema.parse(JSON.parse(text));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ name: `${relative(root, name)}: ${fullName}`, message: failureMessages.join('\n') })),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests,
    failures: [...failed, ...broken.map(({ name, message }) => ({ name: relative(root, name), message }))],
  };
}

/** @returns null when the runner ended before it wrote its report */
export function readVitestReport(file: string): TestReport | null {
  try {
    return parseVitestReport(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
