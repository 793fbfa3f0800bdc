/**
 * The official conformance suite, every server scenario of every protocol version it knows: against the product's stack with
 * the fixtures that the scenarios call, and against the product itself where they demand none.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startTestSidecar } from '../support/sidecar.ts';
import { startFixtureServer } from './fixture-server.ts';
import { renderReport, type VersionResult } from './render-report.ts';
import { listScenarios, PROTOCOL_VERSIONS, runSuite, suiteVersion } from './suite.ts';

const REPORT = fileURLToPath(new URL('../../docs/conformance.md', import.meta.url));

const ANY_SERVER = [
  'server-initialize',
  'server-session-lifecycle',
  'ping',
  'logging-set-level',
  'tools-list',
  'prompts-list',
  'resources-list',
  'caching',
  'sep-2164-resource-not-found',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
  'http-header-validation',
  'input-required-result-unsupported-methods',
];

// Before the tests are named, since each scenario is a test of its own.
const scenarios = new Map<string, string[]>();
for (const version of PROTOCOL_VERSIONS) scenarios.set(version, await listScenarios(version));
const fixture = await runAgainstFixture();
const product = await runAgainstProduct();

async function runAgainstFixture(): Promise<VersionResult[]> {
  await using server = await startFixtureServer();
  const found: VersionResult[] = [];
  for (const version of PROTOCOL_VERSIONS) found.push({ version, results: await runSuite(server.url, version) });
  return found;
}

async function runAgainstProduct(): Promise<VersionResult[]> {
  await using sidecar = await startTestSidecar();
  const found: VersionResult[] = [];
  for (const version of PROTOCOL_VERSIONS) {
    const applicable = ANY_SERVER.filter((name) => scenarios.get(version)?.includes(name));
    const url = `http://localhost:${sidecar.port}/mqttx/mcp`;
    found.push({ version, results: await runSuite(url, version, applicable) });
  }
  return found;
}

describe.each([
  { what: 'the stack with fixtures', versions: fixture },
  { what: 'the product', versions: product },
])('$what', ({ versions }) => {
  describe.each(versions)('speaks $version', ({ results }) => {
    it.each(results)('as $scenario demands', ({ passed, problems }) => {
      expect(problems).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    });
  });
});

describe('the suite', () => {
  it.each(PROTOCOL_VERSIONS)('ran every server scenario of %s', (version) => {
    const ran = fixture.find((one) => one.version === version)?.results.map(({ scenario }) => scenario);
    expect(ran).toEqual((scenarios.get(version) ?? []).toSorted((one, other) => one.localeCompare(other)));
    expect(ran).not.toHaveLength(0);
  });

  it('found what docs/conformance.md says', async () => {
    await expect(renderReport({ suite: suiteVersion(), fixture, product })).toMatchFileSnapshot(REPORT);
  });
});
