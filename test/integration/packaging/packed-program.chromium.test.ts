import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../../scripts/root.ts';
import { pack } from '../../electron-host/packaging/pack.ts';
import { until } from '../../support/polling.ts';
import { freePort, isAccepting } from '../../support/ports.ts';

describe('the packed program, on the test host', () => {
  it('starts out of its archive, serves, and ends in order', async () => {
    if (!existsSync(join(root, 'dist', 'main', 'index.js'))) throw new Error('There is no build to be packed. Run npm run build first.');
    const folder = mkdtempSync(join(tmpdir(), 'mqttx-packed-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    const [release, home, data] = ['release', 'home', 'data'].map((name) => join(folder, name));
    for (const made of [home, data]) mkdirSync(made ?? '');
    pack({ project: root, config: undefined, output: release ?? '', targets: [{ system: 'linux', target: 'dir' }] });

    const port = await freePort();
    writeFileSync(join(data ?? '', 'settings.json'), JSON.stringify({ port, firstRunDone: true, startMinimised: true }));
    const program = join(release ?? '', 'linux-unpacked', 'mqttx-sse-server');
    const child = spawn(program, ['--no-sandbox', `--user-data-dir=${data}`], { env: { ...process.env, HOME: home }, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until('the packed sidecar listens', () => isAccepting(port), 40_000);
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect(await answer.json()).toMatchObject({ name: 'mqttx-sse-server' });
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    expect(await isAccepting(port)).toBe(false);
    // Packing alone takes half a minute where the machine is busy.
  }, 180_000);
});
