/**
 * Runs Debian's Mosquitto for tests: a real broker of MQTT 3.1.1 and 5 on a free loopback port, its files in a folder of its
 * own. It can be stopped and started again on the same port, frozen like a dead peer, and its log read.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../scripts/test/find-program.ts';
import { until } from './polling.ts';
import { freePort, waitUntilAccepting } from './ports.ts';

const PROGRAM = findProgram('mosquitto');
const run = promisify(execFile);

export interface MosquittoOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** User names with their passwords; anonymous clients are refused then. */
  readonly users?: Readonly<Record<string, string>>;
  /** Lines of an ACL file. */
  readonly acl?: readonly string[];
  /** Keeps sessions and retained messages across `restart`. */
  readonly persistence?: boolean;
  readonly protocol?: 'mqtt' | 'websockets';
  /** PEM files; the listener speaks TLS then. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile?: string };
  /** Further lines of mosquitto.conf. */
  readonly config?: readonly string[];
}

export interface Mosquitto {
  readonly port: number;
  /** `mqtt://127.0.0.1:<port>`, or with `ws` in place of `mqtt`, and `s` for TLS. */
  readonly url: string;
  readonly pid: number | undefined;
  /** Everything it has logged since the first start. */
  log(): string;
  /** Resolves once its log matches; rejects after `timeoutMs`. */
  waitForLog(pattern: RegExp, timeoutMs?: number): Promise<void>;
  /**
   * Resolves once some client has subscribed to exactly this filter since the first start; needs `log_type subscribe`, which is
   * there unless a test says otherwise. A stream may be open before: it does not wait long for a broker that is slow.
   */
  untilSubscribed(filter: string): Promise<void>;
  /** Starts it on the same port after `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** SIGSTOP: sockets stay open, nothing answers. `thaw` undoes it. */
  freeze(): void;
  thaw(): void;
  /** Stops it and removes its files. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function writeConfig(folder: string, port: number, options: MosquittoOptions): Promise<string> {
  const lines = ['user root', 'log_dest stderr', 'log_type all', `allow_anonymous ${options.users === undefined}`];
  // Mosquitto 2.0.11 does not start with WebSocket listeners alone.
  if (options.protocol === 'websockets') lines.push(`listener ${await freePort()} 127.0.0.1`);
  lines.push(`listener ${port} 127.0.0.1`, `protocol ${options.protocol ?? 'mqtt'}`);
  if (options.users !== undefined) {
    const file = join(folder, 'passwords');
    await writeFile(file, '', { mode: 0o600 });
    for (const [name, password] of Object.entries(options.users)) await run('mosquitto_passwd', ['-b', file, name, password]);
    lines.push(`password_file ${file}`);
  }
  if (options.acl !== undefined) {
    const file = join(folder, 'acl');
    await writeFile(file, `${options.acl.join('\n')}\n`, { mode: 0o600 });
    lines.push(`acl_file ${file}`);
  }
  if (options.persistence === true) lines.push('persistence true', `persistence_location ${folder}/`);
  if (options.tls !== undefined) {
    lines.push(`certfile ${options.tls.certFile}`, `keyfile ${options.tls.keyFile}`);
    if (options.tls.clientCaFile !== undefined) lines.push(`cafile ${options.tls.clientCaFile}`, 'require_certificate true');
  }
  const path = join(folder, 'mosquitto.conf');
  await writeFile(path, `${[...lines, ...(options.config ?? [])].join('\n')}\n`);
  return path;
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = options.port ?? (await freePort());
  const config = await writeConfig(folder, port, options);
  let child: ChildProcess | undefined;
  let log = '';
  // A test run that dies leaves no broker behind.
  const killNow = (): void => {
    child?.kill('SIGKILL');
  };
  process.once('exit', killNow);

  async function start(): Promise<void> {
    const started = spawn(PROGRAM, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    started.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const gone = new AbortController();
    started.once('exit', () => gone.abort(new Error(`Mosquitto did not start:\n${log}`)));
    await waitUntilAccepting(port, 10_000, gone.signal);
  }

  async function stop(): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGCONT');
    running.kill('SIGTERM');
    await exited;
  }

  async function waitForLog(pattern: RegExp, timeoutMs = 5_000): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!pattern.test(log)) {
      if (Date.now() > end) throw new Error(`Mosquitto's log does not match ${pattern} after ${timeoutMs} ms:\n${log}`);
      await sleep(10);
    }
  }

  function untilSubscribed(filter: string): Promise<void> {
    // Lines as `1700000000: <client> <qos> <filter>`.
    const isSubscribed = (): boolean => log.split('\n').some((line) => /^\d+: \S+ [0-2] (.+)$/.exec(line)?.[1] === filter);
    return until(`a client has subscribed to ${filter}`, isSubscribed);
  }

  async function dispose(): Promise<void> {
    await stop();
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  const scheme = options.protocol === 'websockets' ? 'ws' : 'mqtt';
  return {
    port,
    url: `${scheme}${options.tls === undefined ? '' : 's'}://127.0.0.1:${port}`,
    get pid() {
      return child?.pid;
    },
    log: () => log,
    waitForLog,
    untilSubscribed,
    start,
    stop,
    async restart() {
      await stop();
      await start();
    },
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
