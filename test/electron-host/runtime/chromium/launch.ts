/**
 * Starts Chromium with a fresh profile and both debugging endpoints: a pipe for the host, a web socket for Playwright.
 * The pipe also ties Chromium to the host: it ends when the host does, however that ends.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { isProcessAlive } from '../processes.ts';
import { CdpConnection } from './connection.ts';

const PROFILE_PREFIX = 'electron-host-chromium-';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--password-store=basic',
  // Electron serves file:// pages to themselves and knows no Local Network Access prompt.
  '--allow-file-access-from-files',
  '--disable-features=LocalNetworkAccessChecks,Translate,MediaRouter,OptimizationHints',
  '--remote-debugging-pipe',
  '--remote-debugging-port=0',
];

export interface Chromium {
  readonly connection: CdpConnection;
  readonly pid: number | undefined;
  /** The web socket address that Playwright connects to. Rejects when Chromium ends before it has one. */
  readonly endpoint: Promise<string>;
  /** Calls back once Chromium has ended by itself. */
  onExit(listener: () => void): void;
  /** Ends Chromium and removes its profile, synchronously, so that it can run while the host exits. */
  kill(): void;
}

/** @param locale language of pages, as in `navigator.language` */
export function launchChromium(executable: string, locale: string): Chromium {
  removeLeftovers();
  const profile = mkdtempSync(join(tmpdir(), `${PROFILE_PREFIX}${process.pid}-`));
  const child = spawn(executable, [...FLAGS, `--lang=${locale}`, `--accept-lang=${locale}`, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Signals that a terminal sends to the group are for the host, which quits in order.
    detached: true,
  });
  const [, , , input, output] = child.stdio;
  if (!(input instanceof Writable) || !(output instanceof Readable) || !child.stderr) {
    throw new Error(`${executable} could not be started with a debugging pipe. Check that it is a Chromium.`);
  }
  return {
    connection: new CdpConnection(output, input),
    pid: child.pid,
    endpoint: new Promise((resolve, reject) => {
      let seen = '';
      child.stderr?.on('data', (text) => {
        seen = `${seen}${text}`.slice(-10_000);
        const address = /^DevTools listening on (ws:\S+)$/m.exec(seen)?.[1];
        if (address) resolve(address);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${executable} ended with code ${code} before it was ready:\n${seen}`)));
    }),
    onExit: (listener) => child.once('exit', listener),
    kill() {
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Removes the profiles of hosts that were killed and could not tidy up. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PROFILE_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(PROFILE_PREFIX.length), 10);
    if (!isProcessAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 });
  }
}
