/**
 * Proves that the host notices what real Electron would: breaks copies of the built probe app in one place each, and
 * fails unless the spec that watches over it turns red: `npm run test:host:mutations`. It takes about four minutes.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { type Mutation, mutations } from './mutations.ts';
import { buildProbe, OUT } from './self-test/build.ts';
import { runSpecs } from './self-test/run-specs.ts';

const playwrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number() }) });

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** A red spec waits until its time is out, so the time is short; a green one needs a fraction of it. */
const SPEC_TIMEOUT_MS = 15_000;

async function runSpec(app: string, title: string): Promise<Outcome> {
  const pattern = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = ['--reporter=json', `--timeout=${SPEC_TIMEOUT_MS}`, '--grep', pattern];
  const { stdout } = runSpecs({ args, app, onHost: true, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!stdout) throw new Error('Playwright was started without a pipe for its report.');
  const { stats } = playwrightReport.parse(await json(stdout));
  return { passed: stats.expected, failed: stats.unexpected };
}

function breakApp(app: string, { name, file, find, replace }: Mutation): void {
  const path = join(app, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(find))
    throw new Error(`"${name}" cannot be tried: ${file} does not contain ${find}. Bring mutations.ts up to date.`);
  writeFileSync(path, source.replace(find, replace));
}

/** @returns what went wrong with the check itself, or undefined when the break was noticed */
async function check(mutation: Mutation): Promise<string | undefined> {
  const app = mkdtempSync(join(tmpdir(), 'broken-probe-'));
  try {
    cpSync(OUT, app, { recursive: true });
    const whole = await runSpec(app, mutation.spec);
    if (whole.passed !== 1 || whole.failed !== 0) return `"${mutation.spec}" is not one green spec before anything is broken`;
    breakApp(app, mutation);
    const { failed } = await runSpec(app, mutation.spec);
    return failed === 1 ? undefined : `"${mutation.spec}" stays green`;
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

await buildProbe();
for (const mutation of mutations) {
  const trouble = await check(mutation);
  console.log(`${trouble === undefined ? 'noticed' : 'MISSED '}  ${mutation.name}${trouble === undefined ? '' : `: ${trouble}`}`);
  if (trouble !== undefined) process.exitCode = 1;
}
