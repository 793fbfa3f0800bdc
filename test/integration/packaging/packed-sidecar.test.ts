import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { pack } from '../../electron-host/packaging/pack.ts';
import { checkArchive, checkFuses, measureApp } from '../../electron-host/packaging/release-checks.ts';
import { root } from '../../../scripts/root.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';

describe('the packed program', () => {
  const release = mkdtempSync(join(tmpdir(), 'mqttx-release-'));
  const resources = join(release, 'linux-unpacked', 'resources');
  const archive = join(resources, 'app.asar');

  beforeAll(() => {
    if (!existsSync(join(root, 'dist', 'main', 'index.js'))) throw new Error('There is no build to be packed. Run npm run build first.');
    pack({ project: root, config: undefined, output: release, targets: [{ system: 'linux', target: 'dir' }] });
  }, 180_000);
  afterAll(() => rmSync(release, { recursive: true, force: true }));

  it('holds the build and nothing that nobody needs', () => {
    const parts = ['/dist/main/index.js', '/dist/preload/index.cjs', '/dist/renderer/index.html', '/dist/sidecar/main.js'];
    expect(checkArchive(archive, parts)).toContain('no sources, maps or tools');
    const kinds = /\.(?:js|cjs|css|html|png|svg|json|woff2)$|\/licenses\.md$/;
    const others = listPackage(archive, { isPack: false }).filter((path) => /\.[^/]+$/.test(path) && !kinds.test(path));
    expect(others).toEqual([]);
    expect(listPackage(archive, { isPack: false }).filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it('spends nothing on lines of debugging that nobody reads', () => {
    const sidecar = extractFile(archive, 'dist/sidecar/main.js').toString();
    expect(sidecar).toContain('mqtt-packet:parser');
    expect(sidecar).not.toContain('process.env.DEBUG');
  });

  it('is small beside its runtime', () => {
    const size = measureApp(resources);
    process.stdout.write(`Packed program, ${size}\n`);
    expect(Number(/([\d.]+) MiB/.exec(size)?.[1])).toBeLessThan(20);
  });

  it('can be used for nothing but itself', () => {
    const off = ['runAsNode', 'enableNodeOptionsEnvironmentVariable', 'enableNodeCliInspectArguments', 'grantFileProtocolExtraPrivileges'];
    const fuses = checkFuses(join(release, 'linux-unpacked', 'mqttx-sse-server'), off);
    expect(fuses).toContain('onlyLoadAppFromAsar');
    expect(fuses).toContain('enableEmbeddedAsarIntegrityValidation');
  });

  it('has a sidecar that serves a session under plain Node, with nothing else around it', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'mqttx-sidecar-'));
    onTestFinished(() => rmSync(alone, { recursive: true, force: true }));
    const file = join(alone, 'main.mjs');
    writeFileSync(file, extractFile(archive, 'dist/sidecar/main.js'));
    const child = spawn(process.execPath, [file, '--port', '0', '--no-embedded-broker'], {
      cwd: alone,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const client = await RawMcpClient.open(await originOf(child));
    expect(await client.request('initialize')).toMatchObject({ result: { protocolVersion: '2024-11-05' } });
    expect(await client.request('tools/list')).toMatchObject({
      result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'mqttConnect' })]) },
    });
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});

/** From the line that the sidecar prints: `MCP http://localhost:<port>/mqttx/sse`. */
async function originOf({ stdout }: ChildProcess): Promise<string> {
  let printed = '';
  for await (const piece of stdout ?? []) {
    printed += String(piece);
    const port = /^MCP http:\/\/localhost:(\d+)\//m.exec(printed)?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`The sidecar named no address:\n${printed}`);
}
