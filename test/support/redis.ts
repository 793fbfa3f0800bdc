/**
 * Runs Debian's Redis for tests, on a free loopback port with its files in a folder of its own. It can be stopped and started
 * again on the same port, with or without what it had.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram } from '../../scripts/test/find-program.ts';
import type { Certificates } from './certificates.ts';
import { freePort, waitUntilAccepting } from './ports.ts';

const PROGRAM = findProgram('redis');

export interface TestRedis extends AsyncDisposable {
  /** `redis://127.0.0.1:<port>`, or `rediss` with TLS. */
  readonly url: string;
  readonly port: number;
  /** A client of the test's own. */
  readonly client: Redis;
  start(): Promise<void>;
  /** SIGTERM: it saves what it has if it is persistent. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

interface RedisOptions {
  /** Whether a restart finds what was there before (an append-only file). */
  readonly isPersistent?: boolean;
  /** It speaks TLS then, and demands a certificate of clients. */
  readonly tls?: Pick<Certificates, 'authority' | 'server' | 'client'>;
}

export async function startRedis({ isPersistent = false, tls }: RedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);

  async function start(): Promise<void> {
    const persistence = isPersistent ? ['--appendonly', 'yes', '--appendfsync', 'everysec'] : ['--save', '', '--appendonly', 'no'];
    child = spawn(
      PROGRAM,
      [...(tls === undefined ? ['--port', String(port)] : tlsArguments(port, tls)), '--bind', '127.0.0.1', '--dir', folder, ...persistence],
      { stdio: 'ignore' },
    );
    await waitUntilAccepting(port);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
  }

  await start();
  const client = new Redis(port, '127.0.0.1', {
    protocol: 2,
    maxRetriesPerRequest: null,
    retryStrategy: () => 50,
    ...(tls === undefined ? {} : { tls: { ca: tls.authority.cert, cert: tls.client.cert, key: tls.client.key } }),
  });
  client.on('error', () => {});

  async function dispose(): Promise<void> {
    client.disconnect();
    await end('SIGKILL');
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true });
  }

  return {
    url: `${tls === undefined ? 'redis' : 'rediss'}://127.0.0.1:${port}`,
    port,
    client,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function tlsArguments(port: number, { authority, server }: Pick<Certificates, 'authority' | 'server'>): string[] {
  const files = ['--tls-cert-file', server.certFile, '--tls-key-file', server.keyFile, '--tls-ca-cert-file', authority.certFile];
  return ['--port', '0', '--tls-port', String(port), ...files];
}
