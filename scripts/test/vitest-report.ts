/** Reads Vitest's JSON report for the counts of the summary. Used by scripts/test.ts. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The part of the report that is used; a file that could not even be loaded is `failed` without a failed test. */
const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function parseVitestReport(text: string): TestCounts {
  const report = reportSchema.parse(JSON.parse(text));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length, skipped: report.numPendingTests };
}

/** @returns null when the runner ended before it wrote its report */
export function readVitestReport(file: string): TestCounts | null {
  try {
    return parseVitestReport(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
