/**
 * Decides what is done about missing system packages: nothing, an installation, or a clear word to the person. Pure; the
 * effects stand in system-packages.ts.
 */
import type { Requirement, System } from './requirements.ts';

export interface Host {
  readonly system: System;
  /** Debian or one of its children: has apt-get. */
  readonly debian: boolean;
  readonly root: boolean;
}

export type InstallPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'install'; readonly packages: readonly string[]; readonly text: string }
  | { readonly kind: 'tell'; readonly text: string };

/** Only Debian as root is changed by the tests: there it is a build machine or a container. */
export function planInstall(missing: readonly Requirement[], host: Host): InstallPlan {
  if (missing.length === 0) return { kind: 'nothing' };
  const packages = [...new Set(missing.flatMap((requirement) => requirement.packages[host.system] ?? []))];
  const list = missing.map(({ name, why }) => `  ${name}: ${why}`).join('\n');
  if (host.debian && host.root) {
    return { kind: 'install', packages, text: `Installing system packages that the tests use:\n${list}` };
  }
  return {
    kind: 'tell',
    text: `The tests need what is missing here:\n${list}\nInstall it:  ${manualCommand(packages, host)}\n${leaveOut(missing)}`,
  };
}

function manualCommand(packages: readonly string[], { system, debian }: Host): string {
  const names = packages.join(' ');
  if (system === 'darwin') return `brew install ${names}`;
  if (system === 'win32') return `choco install ${names}`;
  return debian ? `sudo apt-get install --no-install-recommends ${names}` : `by your package manager (Debian's names: ${names})`;
}

function leaveOut(missing: readonly Requirement[]): string {
  return `Or run the tests without it:  TEST_WITHOUT=${missing.map(({ name }) => name).join(',')} npm test`;
}
