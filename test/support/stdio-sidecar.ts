/** The sidecar as a command that speaks MCP on its standard input and output, fed line by line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './polling.ts';
import type { JsonRpc } from './raw-mcp-client.ts';

const MAIN = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

/** Command, arguments and environment of a sidecar that finds no configuration of this machine. */
export function stdioCommand(...more: readonly string[]): { command: string; args: string[]; cwd: string; env: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), 'sidecar-stdio-'));
  return {
    command: process.execPath,
    args: [MAIN, '--stdio', ...more],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CONFIG_HOME: folder, APPDATA: folder },
  };
}

export interface StdioRun extends AsyncDisposable {
  readonly pid: number;
  /** Every line of standard output. */
  readonly lines: string[];
  messages(): JsonRpc[];
  stderr(): string;
  write(text: string): void;
  send(message: object): void;
  answer(id: number): Promise<JsonRpc>;
  /** Closes its input and gives its exit code. */
  end(): Promise<number | null>;
}

export function runStdio(...more: readonly string[]): StdioRun {
  const { command, args, cwd, env } = stdioCommand(...more);
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  let stderr = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const messages = (): JsonRpc[] => lines.map((line): JsonRpc => JSON.parse(line));
  return {
    pid: child.pid ?? 0,
    lines,
    messages,
    stderr: () => stderr,
    write: (text) => void child.stdin.write(text),
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    async answer(id) {
      const found = (): JsonRpc | undefined => messages().find((message) => message.id === id && message.method === undefined);
      await until(`request ${id} is answered`, () => found() !== undefined || child.exitCode !== null);
      const message = found();
      if (message === undefined) throw new Error(`There is no answer to ${id}:\n${lines.join('\n')}\n${stderr}`);
      return message;
    },
    async end() {
      child.stdin.end();
      await exited;
      return child.exitCode;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
