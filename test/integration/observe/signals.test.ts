import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../support/signal-handling-process.ts', import.meta.url));

describe.skipIf(process.platform === 'win32')('A process that handles signals', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  async function start(...parameters: string[]): Promise<{ written: () => { out: string; error: string } }> {
    child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let error = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => void (out += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => void (error += chunk));
    await expect.poll(() => error, { timeout: 20_000 }).toContain('ready');
    return { written: () => ({ out, error }) };
  }

  async function endOf(): Promise<unknown> {
    const [code, signal]: unknown[] = await once(child ?? process, 'exit');
    return code ?? signal;
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with exit code 0 on %s, and logs to standard error only', async (signal) => {
    const { written } = await start('orderly');
    child?.kill(signal);
    expect(await endOf()).toBe(0);
    await expect.poll(() => written().error).toContain(`Stopping on ${signal}`);
    expect(written().out).toBe('');
  });

  it('ends with exit code 0 after a second SIGTERM while it is stopping', async () => {
    const { written } = await start('hanging', '1500');
    child?.kill('SIGTERM');
    await expect.poll(() => written().error).toContain('Stopping on SIGTERM');
    child?.kill('SIGTERM');
    expect(await endOf()).toBe(0);
    await expect.poll(() => written().error).toContain('took too long');
  });
});
