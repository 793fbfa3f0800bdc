/** Reads Playwright's JSON report for the summary: the counts, and which specs failed. Used by scripts/test.ts. */
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { Failure, TestReport } from './vitest-report.ts';

const errorSchema = z.object({ message: z.string().default('') });

/** A file or a `describe` in it: specs, and further ones within. */
const suiteSchema = z.object({
  title: z.string(),
  get suites() {
    return z.array(suiteSchema).optional();
  },
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      line: z.int(),
      tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ errors: z.array(errorSchema) })) })),
    }),
  ),
});

/** The part of the report that is used; `errors` holds what kept specs from being run at all. */
const reportSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  suites: z.array(suiteSchema),
  errors: z.array(errorSchema),
});

export function parsePlaywrightReport(text: string): TestReport {
  const { stats, suites, errors } = reportSchema.parse(JSON.parse(text));
  return {
    passed: stats.expected,
    // A spec that passes at the second try is broken.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [
      ...suites.flatMap(failuresIn),
      ...errors.map(({ message }) => ({ name: 'before the specs', message: stripVTControlCharacters(message) })),
    ],
  };
}

function failuresIn({ suites = [], specs }: z.infer<typeof suiteSchema>): Failure[] {
  const here = specs.flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => ({
        name: `${file}:${line}: ${title}`,
        message: stripVTControlCharacters(results.flatMap(({ errors }) => errors.map(({ message }) => message)).join('\n')),
      })),
  );
  return [...here, ...suites.flatMap(failuresIn)];
}

/** @returns null when the runner ended before it wrote its report */
export function readPlaywrightReport(file: string): TestReport | null {
  try {
    return parsePlaywrightReport(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
