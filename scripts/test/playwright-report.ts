/** Reads Playwright's JSON report for the counts of the summary. Used by scripts/test.ts. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TestCounts } from './vitest-report.ts';

/** The part of the report that is used; `errors` holds what kept specs from being run at all. */
const reportSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()),
});

export function parsePlaywrightReport(text: string): TestCounts {
  const { stats, errors } = reportSchema.parse(JSON.parse(text));
  // A spec that passes at the second try is broken.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** @returns null when the runner ended before it wrote its report */
export function readPlaywrightReport(file: string): TestCounts | null {
  try {
    return parsePlaywrightReport(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
