/**
 * Sees to it that the programs of requirements.ts are there: installs them on Debian as root, says what to do elsewhere.
 * The first step of `npm test`. Debian's services are kept from starting: the tests start their own, on free ports.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runChild } from '../bootstrap/run-child.mjs';
import { locate } from './find-program.ts';
import { planInstall, type Host } from './install-plan.ts';
import { findMissing, parseWithout, type Requirement, type System } from './requirements.ts';

/** invoke-rc.d(8) asks this program before it starts a service; 101 forbids it. */
const POLICY = '/usr/sbin/policy-rc.d';

const isThere = (file: string): boolean => locate(file) !== undefined;

/**
 * @param wanted names of requirements; all by default
 * @returns whether everything is there now
 */
export async function provideSystemPackages(wanted?: readonly string[]): Promise<boolean> {
  const host = detectHost();
  const without = parseWithout(process.env.TEST_WITHOUT);
  if (without.length > 0) console.log(`Left out by TEST_WITHOUT: ${without.join(', ')}, and the tests that need it.`);
  const missing = (): Requirement[] =>
    findMissing(host.system, without, isThere).filter(({ name }) => wanted === undefined || wanted.includes(name));
  const plan = planInstall(missing(), host);
  if (plan.kind === 'nothing') return true;
  console.log(plan.text);
  if (plan.kind === 'tell') return false;
  await aptInstall(plan.packages);
  const still = missing();
  for (const { name } of still) console.error(`${name} is still missing after its installation; apt-get's words stand above.`);
  return still.length === 0;
}

function detectHost(): Host {
  const { platform } = process;
  const system: System = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  return { system, debian: existsSync('/etc/debian_version'), root: process.getuid?.() === 0 };
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await runChild('apt-get', ['update', '-qq'], { env });
    await runChild('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...packages], { env });
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}
