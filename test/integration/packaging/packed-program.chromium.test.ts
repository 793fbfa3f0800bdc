import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../../scripts/root.ts';
import { smokeTest } from '../../../scripts/smoke-test.ts';
import { pack } from '../../electron-host/packaging/pack.ts';

describe('the packed program, on the test host', () => {
  it('starts out of its archive, serves, and ends in order', async () => {
    if (!existsSync(join(root, 'dist', 'main', 'index.js'))) throw new Error('There is no build to be packed. Run npm run build first.');
    const release = mkdtempSync(join(tmpdir(), 'mqttx-packed-'));
    onTestFinished(() => rmSync(release, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    pack({ project: root, config: undefined, output: release, targets: [{ system: 'linux', target: 'dir' }] });
    await expect(smokeTest(join(release, 'linux-unpacked', 'mqttx-sse-server'))).resolves.toBeUndefined();
    // Packing alone takes half a minute where the machine is busy.
  }, 180_000);
});
