/** Cursor reads under any order of arrivals, reads and losses: nothing twice, nothing silently missing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { BufferedReader } from '../../../sidecar/hub/reader.ts';
import { message } from './messages.ts';

type Step = { readonly do: 'receive'; readonly bytes: number } | { readonly do: 'read'; readonly limit: number; readonly maxBytes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('receive' as const), bytes: fc.nat(20) }),
  fc.record({ do: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 5 }), maxBytes: fc.nat(60) }),
);

const bounds = fc.record({ maxMessages: fc.integer({ min: 1, max: 8 }), maxBytes: fc.integer({ min: 1, max: 120 }) });

describe('reading by cursor', () => {
  it('brings each message once and in order, or counts it as dropped', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), bounds, fc.integer({ min: 1, max: 12 }), (steps, readerBounds, history) => {
        const store = new MemoryLogStore({ maxAgeMs: 60_000, maxMessages: history, maxBytes: 1_000_000 }, () => 1_000);
        const log = store.open('c');
        const reader = new BufferedReader(readerBounds, () => log);
        let after: string | undefined;
        let received = 0;
        let accounted = 0;
        const readOn = (limit: number, maxBytes: number): boolean => {
          const page = reader.read({ ...(after === undefined ? {} : { after }), limit, maxBytes, accept: () => true });
          const numbers = page.messages.map(({ topic }) => Number(topic));
          expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
          // What is missing before and between the messages of the page is exactly what it says was dropped.
          const end = numbers.at(-1) ?? accounted + page.dropped;
          expect(end - accounted).toBeGreaterThanOrEqual(numbers.length);
          accounted += numbers.length + page.dropped;
          expect(accounted).toBeGreaterThanOrEqual(end);
          after = page.nextCursor;
          return page.more;
        };
        for (const each of steps) {
          if (each.do === 'read') {
            readOn(each.limit, each.maxBytes);
          } else {
            received += 1;
            reader.deliver(log.append(message(String(received), 'x'.repeat(each.bytes))));
          }
        }
        while (readOn(5, 1_000));
        expect(accounted).toBe(received);
      }),
    );
  });
});
