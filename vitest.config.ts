/**
 * The test suites. `unit` needs nothing but Node; `integration` and `hardening` start real brokers and stores
 * (scripts/test/requirements.ts). A test that needs one of those names it before `.test.ts` (`log.redis.test.ts`), so that
 * TEST_WITHOUT=redis leaves out exactly what cannot run.
 */
import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { parseWithout } from './scripts/test/requirements.ts';

const leftOut = parseWithout(process.env.TEST_WITHOUT).flatMap((name) => [`test/**/*.${name}.test.ts`, `test/**/*.${name}.*.test.ts`]);

const suite = (name: string, timeoutMs: number) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  exclude: [...configDefaults.exclude, ...leftOut],
  testTimeout: timeoutMs,
  hookTimeout: timeoutMs,
});

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: availableParallelism(),
    // A test that only passes at the second try is broken.
    retry: 0,
    projects: [
      { extends: true, test: suite('unit', 60_000) },
      { extends: true, test: suite('integration', 60_000) },
      // The official suite of MCP runs before its scenarios are named as tests.
      { extends: true, test: suite('conformance', 60_000) },
      // One file at a time: these load the machine themselves.
      { extends: true, test: { ...suite('hardening', 300_000), fileParallelism: false } },
    ],
  },
});
