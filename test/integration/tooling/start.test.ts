/**
 * The two ways in which the sidecar is started: `npm start` out of the source, and the built file with nothing around it, as the
 * desktop's archive holds it. Each must serve a session and end with 0 on SIGTERM.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../scripts/root.ts';
import { runQuietly, toolPath } from '../../../scripts/tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process whose settings are none but the flags given here. */
function start(command: readonly string[], cwd: string) {
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') };
  const args = [...command, '--port', '0', '--no-embedded-broker', '--log-level', 'error'];
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, lines: createInterface({ input: child.stdout }) };
}

/** The address of the line `MCP http://localhost:<port>/mqttx/sse`. */
async function mcpUrl(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, url] = /^MCP (http:\S+)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('The sidecar ended before it said where it listens.');
}

async function firstEvent(url: string): Promise<string> {
  const { body } = await fetch(url);
  for await (const chunk of body ?? []) return Buffer.from(chunk).toString();
  throw new Error('The stream ended before its first event.');
}

describe.each([
  { name: 'npm start', command: ['scripts/bootstrap.mjs', 'scripts/start.ts'], cwd: root },
  { name: 'npm run sidecar', command: ['scripts/bootstrap.mjs', 'sidecar/main.ts'], cwd: root },
  { name: 'the built sidecar, alone in a folder', command: ['main.js'], cwd: folder },
])('$name', ({ command, cwd }) => {
  beforeAll(async () => {
    if (cwd === root) return;
    const out = join(folder, 'dist');
    const { ok, output } = await runQuietly([toolPath('vite'), 'build', '--config', 'vite.sidecar.config.ts', '--outDir', out]);
    expect(ok, output).toBe(true);
    copyFileSync(join(out, 'main.js'), join(folder, 'main.js'));
    rmSync(out, { recursive: true });
  });

  it('opens an MCP session and ends with exit code 0 on SIGTERM, with nothing left listening', async () => {
    const { child, lines } = start(command, cwd);
    const url = await mcpUrl(lines);
    expect(await firstEvent(url)).toMatch(/^event: endpoint\ndata: \/mqttx\/message\?sessionId=\S+\n\n/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

it('serves the browser library after npm start, also where nothing was built before', async () => {
  const { child, lines } = start(['scripts/bootstrap.mjs', 'scripts/start.ts'], root);
  const response = await fetch(new URL('client.js', await mcpUrl(lines)));
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/^var mqttx=/);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
