import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../bench/streams.ts', import.meta.url));

/** The cells of the row that begins so. */
function row(text: string, start: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`| ${start}`)) ?? '';
  return line.split('|').map((cell) => cell.trim());
}

describe('npm run bench:streams', () => {
  it('measures all servers in one run, and loses nothing', async () => {
    const { stdout } = await run(process.execPath, [program, '--quick', '--connections', '20']);
    expect(row(stdout, '20 streams').slice(2, 6)).toEqual(['sidecar', 'nchan', 'express', 'mosquitto']);
    expect(row(stdout, 'lost deliveries').slice(2, 6)).toEqual(['0.00', '0.00', '0.00', '0.00']);
    const latencies = row(stdout, 'own topics, 5,000/s: p50').slice(2, 6).map(Number);
    expect(latencies.every((latency) => latency > 0)).toBe(true);
    expect(row(stdout, 'disconnect').at(-2)).toBe('cut off');
    expect(row(stdout, 'drop-oldest').at(-2)).toBe('told of the gap');
    // A dozen processes are started and ended, one after the other.
  }, 150_000);
});
