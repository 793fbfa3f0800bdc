/**
 * Runs the official conformance suite against a server and reads what it found. The suite is a program: it prints for people
 * and leaves a `checks.json` for each scenario.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runQuietly, toolPath } from '../../scripts/tool.ts';

const PACKAGE = '@modelcontextprotocol/conformance';
/** The protocol versions that the suite knows server scenarios for. */
export const PROTOCOL_VERSIONS = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const;

const checksSchema = z.array(
  z.object({ id: z.string(), status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']), errorMessage: z.string().optional() }),
);

export interface ScenarioResult {
  readonly scenario: string;
  readonly passed: number;
  /** What failed, and what the suite warns of. */
  readonly problems: readonly string[];
}

const suite = (...args: readonly string[]) => runQuietly([toolPath(PACKAGE, 'conformance'), ...args], tmpdir());

/** The server scenarios of a protocol version, in the suite's order; extensions are not part of a version. */
export async function listScenarios(version: string): Promise<string[]> {
  const { output } = await suite('list', '--server');
  const [servers = ''] = output.split(/^Client scenarios/m);
  const rows = [...servers.matchAll(/^ {2}- ([\w-]+) \[([^\]]*)\]$/gm)];
  return rows.filter(([, , versions = '']) => versions.split(',').includes(version)).map(([, name = '']) => name);
}

/** @param only these scenarios; without it, all that the version has */
export async function runSuite(url: string, version: string, only?: readonly string[]): Promise<ScenarioResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mqttx-conformance-'));
  const common = ['server', '--url', url, '--spec-version', version, '--output-dir', folder];
  try {
    const runs = only === undefined ? [['--suite', 'all']] : only.map((scenario) => ['--scenario', scenario]);
    for (const run of runs) await suite(...common, ...run);
    const results = readdirSync(folder).map((name) => readResult(folder, name));
    return results.toSorted((one, other) => one.scenario.localeCompare(other.scenario));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folders are named `server-<scenario>-<time>`. */
function readResult(folder: string, name: string): ScenarioResult {
  const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\w-]+$/, '');
  const checks = checksSchema.parse(JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')));
  const problems = checks
    .filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    .map(({ id, status, errorMessage = '' }) => `${status} ${id}: ${errorMessage}`);
  return { scenario, passed: checks.filter(({ status }) => status === 'SUCCESS').length, problems };
}

/** The version of the suite that is installed. */
export function suiteVersion(): string {
  const manifest = join(toolPath(PACKAGE, 'conformance'), '..', '..', 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}
