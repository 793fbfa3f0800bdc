import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSidecarLock } from '../../../../app/main/sidecar/lock-file.ts';
import { findProcess, isAlive, parsePowershell, parsePs } from '../../../../app/main/sidecar/process-facts.ts';

describe('the lock file of the sidecar', () => {
  let folder = '';
  let file = '';
  const children: ChildProcess[] = [];
  const errors: unknown[] = [];
  const lock = (graceMs = 5000) => createSidecarLock({ file, onError: (error) => errors.push(error), graceMs });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mqttx-lock-'));
    file = join(folder, 'sidecar.lock.json');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    expect(errors.splice(0)).toEqual([]);
  });

  /** A process that lives until it is told otherwise, and its number. */
  async function startProcess(script = 'setInterval(() => {}, 1000)'): Promise<number> {
    const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child.pid ?? 0;
  }

  it('finds nothing where there is no lock', async () => {
    expect(await lock().reapLeftover()).toEqual({ kind: 'none' });
  });

  it('ends the process that it was taken for', async () => {
    const pid = await startProcess();
    await lock().take(pid, 4321);
    expect(await lock().reapLeftover()).toEqual({ kind: 'reaped', pid, port: 4321, forced: false });
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it('kills a process that does not end when it is asked to', async () => {
    const pid = await startProcess(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`);
    await lock().take(pid, 4321);
    expect(await lock(100).reapLeftover()).toMatchObject({ kind: 'reaped', forced: true });
    expect(isAlive(pid)).toBe(false);
  });

  it.each([{ startedAt: 'some other moment' }, { command: 'something else' }])(
    'leaves a process alone that only has the number (%o)',
    async (difference) => {
      const pid = await startProcess();
      await lock().take(pid, 4321);
      const taken: unknown = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify(Object.assign({}, taken, difference)));
      expect(await lock().reapLeftover()).toEqual({ kind: 'stranger', pid });
      expect(isAlive(pid)).toBe(true);
      expect(existsSync(file)).toBe(false);
    },
  );

  it('forgets a process that has ended by itself', async () => {
    const pid = await startProcess();
    await lock().take(pid, 4321);
    const [child] = children;
    child?.kill('SIGKILL');
    if (child !== undefined) await once(child, 'exit');
    expect(await lock().reapLeftover()).toEqual({ kind: 'none' });
  });

  it('ends nothing because of a file that it cannot read', async () => {
    writeFileSync(file, `{"pid": ${process.pid}`);
    expect(await lock().reapLeftover()).toEqual({ kind: 'none' });
  });

  it('is gone after it was released', async () => {
    await lock().take(await startProcess(), 4321);
    await lock().release();
    expect(existsSync(file)).toBe(false);
  });
});

describe('what the system says of a process', () => {
  it('tells this process from others', async () => {
    const own = await findProcess(process.pid);
    expect(own?.command).toContain('node');
    expect(await findProcess(process.pid)).toEqual(own);
    expect(await findProcess(process.ppid)).not.toEqual(own);
  });

  it('knows nothing of a process that is not there', async () => {
    expect(await findProcess(2 ** 22 + 1)).toBeUndefined();
  });

  it('reads what ps prints', () => {
    expect(parsePs('Mon Nov  2 06:00:01 2026     /Applications/MQTTX SSE Server.app/Contents/MacOS/x --type=utility\n')).toEqual({
      startedAt: 'Mon Nov  2 06:00:01 2026',
      command: '/Applications/MQTTX SSE Server.app/Contents/MacOS/x --type=utility',
    });
    expect(parsePs('')).toBeUndefined();
  });

  it('reads what PowerShell prints', () => {
    expect(parsePowershell('2026-11-02T06:00:01.0000000Z\r\n"C:\\Program Files\\x.exe" --type=utility\r\n')).toEqual({
      startedAt: '2026-11-02T06:00:01.0000000Z',
      command: '"C:\\Program Files\\x.exe" --type=utility',
    });
    expect(parsePowershell('')).toBeUndefined();
  });
});
