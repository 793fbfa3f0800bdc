/** A process that writes the history is killed in the middle of it, again and again. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openStore, temporaryFolder } from '../../unit/log/support.ts';

const WRITER = fileURLToPath(new URL('../../support/log-writer-process.ts', import.meta.url));

const report = z.union([
  z.object({ epoch: z.string(), next: z.number() }),
  z.object({ given: z.number() }),
  z.object({ durable: z.number(), payload: z.string() }),
]);

interface Observed {
  epoch: string;
  next: number;
  given: number;
  readonly durable: Map<number, string>;
}

/** Runs the writer until so many messages are durable, and kills it. */
async function writeAndDie(path: string, run: number, enough: number): Promise<Observed> {
  const observed: Observed = { epoch: '', next: 0, given: 0, durable: new Map() };
  const writer = fork(WRITER, [path, String(run)]);
  const exited = once(writer, 'exit');
  writer.on('message', (message) => {
    const told = report.parse(message);
    if ('epoch' in told) Object.assign(observed, told);
    else if ('given' in told) observed.given = told.given;
    else observed.durable.set(told.durable, told.payload);
    if (observed.durable.size >= enough) writer.kill('SIGKILL');
  });
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return observed;
}

test('what was durable is there after SIGKILL, in the same epoch, and no number is given out twice', async () => {
  const path = join(temporaryFolder(), 'history.db');
  const all = new Map<number, string>();
  let epoch: string | undefined;
  let given = 0;
  for (let run = 1; run <= 6; run += 1) {
    const observed = await writeAndDie(path, run, 150 * run * run);
    epoch ??= observed.epoch;
    expect(observed.epoch).toBe(epoch);
    expect(observed.next).toBeGreaterThan(given);
    given = observed.given;
    for (const [seq, payload] of observed.durable) all.set(seq, payload);
  }
  const { store } = openStore({ path, bounds: { maxMessages: 1_000_000 }, now: Date.now });
  const log = store.open('profile', { kept: true });
  expect([log.epoch, log.next > given]).toEqual([epoch, true]);
  const missing = [...all].filter(([seq, payload]) => log.get(seq)?.payload.toString() !== payload);
  expect(missing).toEqual([]);
  let before: readonly [run: number, count: number] = [0, 0];
  for (let seq = log.first; seq < log.next; seq += 1) {
    const text = log.get(seq)?.payload.toString();
    if (text === undefined) continue;
    const [run = 0, count = 0] = text.split('-').map(Number);
    expect(run > before[0] || (run === before[0] && count === before[1] + 1), `${text} after ${before.join('-')}`).toBe(true);
    before = [run, count];
  }
});
