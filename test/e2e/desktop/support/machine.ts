/**
 * Fixtures of the desktop's specs: a home folder, a port and settings of the spec's own, in which the program is started. What a
 * spec leaves running is ended, and nothing of this user's own is touched.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { _electron, test as base, type ElectronApplication, expect } from '@playwright/test';
import { z } from 'zod';
import { root } from '../../../../scripts/root.ts';
import { noteRuntime } from '../../../electron-host/launched-runtime.ts';
import { freePort } from '../../../support/ports.ts';
import { type Desktop, wrapDesktop } from './desktop.ts';

export { expect };

export interface Machine {
  readonly home: string;
  readonly userData: string;
  /** What the program is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** The port that the settings name. */
  readonly port: number;
  /** Starts the program and waits for its page. */
  start(): Promise<Desktop>;
  /** Starts the program, which may come up without a window. */
  launch(): Promise<ElectronApplication>;
  /** The sidecar's process, as the lock file has it; undefined while there is none. */
  lockedPid(): number | undefined;
  /** Starts it once more beside the first, as a person would. */
  startAgain(...more: string[]): ChildProcess;
}

interface Fixtures {
  /** Written into the settings file before the first start. */
  settings: Record<string, unknown>;
  /** Folders that stand before all others on the PATH. */
  programs: string[];
  machine: Machine;
  /** The program, started, with its sidecar running. */
  desktop: Desktop;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  programs: [[], { option: true }],

  machine: async ({ settings, programs }, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'mqttx-desktop-'));
    const [home, userData] = [join(folder, 'home'), join(folder, 'data')];
    for (const made of [home, userData]) mkdirSync(made);
    const port = await freePort();
    writeFileSync(join(userData, 'settings.json'), JSON.stringify({ port, firstRunDone: true, language: 'en', ...settings }));
    const args = [`--user-data-dir=${userData}`, root];
    const env = environment(home, programs);
    const started: ChildProcess[] = [];
    let executable = '';

    async function launch(): Promise<ElectronApplication> {
      const app = await _electron.launch({ args, env, colorScheme: null });
      const child = app.process();
      started.push(child);
      executable = child.spawnfile;
      await noteRuntime(app, info);
      // On Windows and macOS the environment does not say where programs keep their settings.
      await app.evaluate(({ app: module }, path) => {
        module.setPath('home', path);
        module.setPath('appData', path);
      }, home);
      return app;
    }

    await use({
      home,
      userData,
      env,
      port,
      launch,
      start: async () => wrapDesktop(await launch()),
      lockedPid: () => readLockedPid(join(userData, 'sidecar.lock.json')),
      startAgain: (...more) =>
        spawn(executable, [...(process.platform === 'linux' ? ['--no-sandbox'] : []), ...args, ...more], { env, stdio: 'ignore' }),
    });

    for (const child of started) await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },

  desktop: async ({ machine }, use) => {
    const desktop = await machine.start();
    await expect.poll(async () => (await desktop.state()).name).toBe('running');
    await use(desktop);
  },
});

/** Without the question that a person would be asked. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

function environment(home: string, programs: readonly string[]): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { XDG_CONFIG_HOME: _config, ...rest } = Object.fromEntries(inherited);
  const path = programs.length === 0 ? {} : { PATH: [...programs, rest['PATH'] ?? ''].join(delimiter) };
  return { ...rest, HOME: home, MQTTX_SSE_TEST: '1', ...path };
}

function readLockedPid(file: string): number | undefined {
  try {
    return z.object({ pid: z.int() }).parse(JSON.parse(readFileSync(file, 'utf8'))).pid;
  } catch {
    return undefined;
  }
}

/** False for a process that is gone, and for one that only waits for its parent to notice. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
