/** Whatever is done to it, the SQLite store shows what the memory store shows: the same messages, numbers and sizes. */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import type { EventLog, LogStore } from '../../../sidecar/hub/log/event-log.ts';
import { message } from '../hub/messages.ts';
import { contents, openStore, temporaryFolder } from './support.ts';

const LOGS = ['a', 'b', 'c'] as const;

const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('append' as const), log: fc.constantFrom(...LOGS), size: fc.integer({ min: 0, max: 900 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

const bounds = fc.record({
  maxAgeMs: fc.integer({ min: 1, max: 2_000 }),
  maxMessages: fc.integer({ min: 1, max: 20 }),
  maxBytes: fc.integer({ min: 300, max: 6_000 }),
});

function openAll(store: LogStore): Record<string, EventLog> {
  return Object.fromEntries(LOGS.map((name) => [name, store.open(name, { kept: true })]));
}

test('the SQLite store holds what the memory store holds', async () => {
  let run = 0;
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(bounds, fc.array(action, { maxLength: 40 }), async (limits, actions) => {
      run += 1;
      let now = 1_000;
      const path = join(folder, `${run}.db`);
      const open = () => openStore({ path, bounds: limits, now: () => now }).store;
      const model = new MemoryLogStore(limits, () => now);
      const expected = openAll(model);
      let real = open();
      let logs = openAll(real);
      for (const step of actions) {
        if (step.do === 'pass') now += step.ms;
        else if (step.do === 'append') {
          const sent = message('t', 'x'.repeat(step.size), { receivedAt: now });
          expected[step.log]?.append(sent);
          const kept = logs[step.log]?.append(sent);
          if (kept !== undefined) await logs[step.log]?.durable(kept);
        } else {
          real.close();
          real = open();
          logs = openAll(real);
        }
        expect([real.messages, real.bytes]).toEqual([model.messages, model.bytes]);
        for (const name of LOGS) {
          const [mine, theirs] = [logs[name], expected[name]];
          if (mine === undefined || theirs === undefined) throw new Error('There is no such log.');
          expect(contents(mine)).toEqual(contents(theirs));
          expect([mine.first, mine.next]).toEqual([theirs.first, theirs.next]);
        }
      }
      real.close();
      model.close();
    }),
    { numRuns: 60 },
  );
});
