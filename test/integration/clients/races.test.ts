/** Other programs that write the same file at the same moment: MQTTX does so on every change of its settings. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSandbox } from '../../support/clients.ts';

const settings = '.config/MQTTX/config.json';

/** Calls the action the first `times` times it is asked to. */
function limited(times: number, action: () => void): () => void {
  let left = times;
  return () => {
    left -= 1;
    if (left >= 0) action();
  };
}

describe('a program that writes', () => {
  it('between our reading and our renaming loses nothing', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{"theme":"light"}');
    const interfere = limited(1, () => {
      writeFileSync(file, '{"theme":"night"}');
    });
    // The clock is asked when the backup is made, which is just before the file is replaced.
    const now = (): Date => {
      interfere();
      return new Date();
    };
    const configurator = sandbox.configurator({ now });
    const result = await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    expect(result.state).toBe('configured');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'night', mcp: { enabled: true } });
  });

  it('its old state over ours has ours added again', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{"theme":"light"}');
    const stale = limited(2, () => {
      writeFileSync(file, '{"theme":"night"}');
    });
    const wait = async (): Promise<void> => stale();
    const configurator = sandbox.configurator({ wait });
    const result = await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    expect(result.state).toBe('configured');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'night', mcp: { enabled: true } });

    const undone = await configurator.undo({ client: 'mqttx' });
    expect(undone.state).toBe('not-configured');
    expect(await readFile(file, 'utf8')).toBe('{"theme":"night"}');
  });

  it('its old state over ours every time is named, after a bounded number of attempts', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{"theme":"light"}');
    let waits = 0;
    const wait = async (): Promise<void> => {
      waits += 1;
      writeFileSync(file, '{"theme":"night"}');
    };
    const configurator = sandbox.configurator({ wait });
    const plan = await configurator.plan({ client: 'mqttx' });
    await expect(configurator.apply(plan)).rejects.toMatchObject({ code: 'client-file-busy' });
    expect(waits).toBe(8);
    expect(await readFile(file, 'utf8')).toBe('{"theme":"night"}');
  });

  it('something into the entry itself after the preview is not overwritten', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'mqttx' }, { replace: true });
    const changed = '{"mcp":{"config":{"mcpServers":{"mqttx-server":{"url":"http://elsewhere/sse"}}}}}';
    writeFileSync(file, changed);
    await expect(configurator.apply(plan)).rejects.toMatchObject({ code: 'client-file-changed' });
    expect(readFileSync(file, 'utf8')).toBe(changed);
  });

  it('other values after the preview does not hold us up', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{}');
    const configurator = sandbox.configurator();
    const plan = await configurator.plan({ client: 'mqttx' });
    writeFileSync(file, '{"theme":"night"}');
    expect((await configurator.apply(plan)).state).toBe('configured');
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('theme', 'night');
  });

  it("through MQTTX's own store, in a process of its own, never reads half a file and never undoes ours", async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write(settings, '{"first": 12345678901234567890}');
    const writer = promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('../../support/mqttx-writer.ts', import.meta.url)),
      file,
      '60',
    ]);
    const configurator = sandbox.configurator();
    for (let round = 0; round < 5; round += 1) {
      await configurator.apply(await configurator.plan({ client: 'mqttx' }));
      await configurator.undo({ client: 'mqttx' });
    }
    const last = await configurator.apply(await configurator.plan({ client: 'mqttx' }));
    expect(last.state).toBe('configured');

    await writer;

    expect((await configurator.status({ client: 'mqttx' })).state).toBe('configured');
    const { written } = z.looseObject({ written: z.record(z.string(), z.number()) }).parse(JSON.parse(await readFile(file, 'utf8')));
    expect(written).toHaveProperty('key-59', 59);
  });
});

describe('two of our own changes at once', () => {
  it('are made one after the other', async () => {
    const sandbox = await createSandbox();
    const file = await sandbox.write('.cursor/mcp.json', '{}');
    const configurator = sandbox.configurator();
    const [first, second] = await Promise.all([
      configurator.plan({ client: 'cursor' }, { serverName: 'one' }),
      configurator.plan({ client: 'cursor' }, { serverName: 'one' }),
    ]);
    const results = await Promise.allSettled([configurator.apply(first), configurator.apply(second)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ mcpServers: { one: { url: 'http://localhost:4000/mqttx/sse' } } });
  });
});
