/**
 * `node scripts/smoke-test.ts <executable>`: whether a packed program starts, serves, also as the command of
 * a client that knows nothing else, and ends. Run by the release workflow on each
 * system, since specs cannot drive what is packed: its fuses keep every debugger out.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 60_000;
const END_MS = 30_000;

/** @throws when it does not; nothing of it is left running then */
export async function smokeTest(executable: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mqttx-smoke-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const port = await freePort();
  writeFileSync(join(data, 'settings.json'), JSON.stringify({ port, firstRunDone: true, startMinimised: true }));
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : [];
  const args = [...sandbox, `--user-data-dir=${data}`];
  const env = { ...process.env, HOME: folder };
  const child = spawn(executable, args, { env, stdio: 'inherit' });
  const ended = once(child, 'exit');
  try {
    await until(`its sidecar answers on port ${port}`, START_MS, async () => (await isAnswering(port)) || hasEnded(child));
    if (hasEnded(child)) throw new Error(`${executable} ended with exit code ${child.exitCode} before it served.`);
    await initializeOverStdio(executable, [...args, '--stdio'], env);
    child.kill('SIGTERM');
    await Promise.race([ended, delay(END_MS)]);
    if (!hasEnded(child)) throw new Error(`${executable} did not end within ${END_MS / 1000} s of being asked to.`);
    await until('its sidecar has gone too', END_MS, async () => !(await isAnswering(port)));
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** @throws when the program does not carry a session over its standard streams, and end with them */
async function initializeOverStdio(executable: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(executable, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'smoke-test', version: '1.0.0' } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
    const lines = createInterface({ input: child.stdout });
    const answer = String(await once(lines, 'line', { signal: AbortSignal.timeout(START_MS) }));
    if (!answer.includes('"serverInfo"')) throw new Error(`${executable} --stdio answered: ${answer}`);
    child.stdin.end();
    await Promise.race([ended, delay(END_MS)]);
    if (child.exitCode !== 0) throw new Error(`${executable} --stdio did not end with its input within ${END_MS / 1000} s.`);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

async function until(what: string, timeoutMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${what}.`);
    await delay(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('The system named no port.');
  return address.port;
}

if (import.meta.main) {
  const [executable] = process.argv.slice(2);
  if (executable === undefined) throw new Error('Usage: node scripts/smoke-test.ts <executable of the packed program>');
  await smokeTest(executable);
  console.log(`${executable} starts, serves and ends.`);
}
