/**
 * The program started by a client that knows commands only, with --stdio: no window, no tray, no second sidecar, only a relay
 * between that client and the sidecar of the program itself. So installed users need neither Node nor a terminal, and what the
 * client does shows in the window, under the same profiles and permissions.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { app } from 'electron';
import { BASE_PATH, LOCK_FILE, SETTINGS_FILE } from '../paths.ts';
import { readLock } from '../sidecar/lock-file.ts';
import { findSidecarAt } from '../sidecar/other-sidecar.ts';
import { createSecretBox } from '../storage/secret-box.ts';
import { settingsFileSchema, type StoredSettings } from '../storage/stored-settings.ts';
import { backgroundCommand } from './own-command.ts';
import { reachServer } from './reach-server.ts';
import { StdioRelay } from './stdio-relay.ts';

export async function serveStdio(): Promise<void> {
  // The program itself may run beside it, and has its folder to itself.
  app.setPath('sessionData', join(app.getPath('userData'), 'stdio'));
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
  const { input, output } = openStreams();
  await new StdioRelay({ client: new StdioServerTransport(input, output), connect, onTrouble: tell }).run();
  app.exit(0);
}

/** Into the client's own log. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function connect(): Promise<StreamableHTTPClientTransport> {
  const port = await reachServer({
    ports: likelyPorts,
    answers: async (candidate) => (await findSidecarAt(candidate)) !== undefined,
    startProgram,
  });
  const { tokenRequired, token } = await readSettings();
  const headers = new Headers();
  if (tokenRequired && token !== null) {
    await app.whenReady();
    headers.set('Authorization', `Bearer ${await createSecretBox(process.platform).open(token)}`);
  }
  return new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}${BASE_PATH}/mcp`), { requestInit: { headers } });
}

/** Where it was ready last, then where it is meant to be. */
async function likelyPorts(): Promise<number[]> {
  const lock = await readLock(inUserData(LOCK_FILE));
  const { port } = await readSettings();
  return lock === undefined || lock.port === port ? [port] : [lock.port, port];
}

function inUserData(file: string): string {
  return join(app.getPath('userData'), file);
}

/** Only read: the file belongs to the program that runs. */
async function readSettings(): Promise<StoredSettings> {
  const text = await readFile(inUserData(SETTINGS_FILE), 'utf8').catch(() => '{}');
  const parsed = settingsFileSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : settingsFileSchema.parse({});
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function startProgram(): void {
  const own = backgroundCommand();
  if (own === undefined) return;
  const child = spawn(own.command, own.args, { detached: true, stdio: 'ignore' });
  child.on('error', (error) => tell(`MQTTX SSE Server could not be started: ${error.message}`));
  child.unref();
}

/** On Windows Electron puts a `process.stdin` in place that is always at its end; the descriptors are the real ones. */
function openStreams(): { readonly input: Readable; readonly output: Writable } {
  if (process.platform !== 'win32') return { input: process.stdin, output: process.stdout };
  return { input: createReadStream('', { fd: 0, autoClose: false }), output: createWriteStream('', { fd: 1, autoClose: false }) };
}
