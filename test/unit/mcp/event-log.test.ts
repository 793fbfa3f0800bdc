/** The bounded log behind resumable streams. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../../../sidecar/mcp/transports/streamable-http/event-log.ts';

describe('the event log', () => {
  it('numbers the events of a stream without holes and keeps the newest within its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ stream: fc.nat(2), data: fc.string({ minLength: 1, maxLength: 30 }) })),
        fc.integer({ min: 1, max: 200 }),
        (events, maxBytes) => {
          const log = new EventLog(maxBytes);
          const streams = [log.open(), log.open(), log.open()];
          const sent: string[][] = [[], [], []];
          for (const { stream, data } of events) {
            streams[stream]?.append(data);
            sent[stream]?.push(data);
            expect(log.bytes).toBeLessThanOrEqual(Math.max(maxBytes, Buffer.byteLength(data)));
          }
          for (const [index, stream] of streams.entries()) {
            const all = sent[index] ?? [];
            expect(stream.last).toBe(all.length);
            for (let number = 1; number <= stream.last; number += 1) {
              expect(stream.get(number)).toBe(number <= stream.evicted ? undefined : all[number - 1]);
            }
          }
          const newest = streams[events.at(-1)?.stream ?? 0];
          expect(newest?.get(newest.last)).toBe(events.at(-1)?.data);
        },
      ),
    );
  });

  it('lets the oldest go first, whichever stream it belongs to', () => {
    const log = new EventLog(3);
    const [one, two] = [log.open(), log.open()];
    one.append('a');
    two.append('b');
    one.append('c');
    two.append('d');
    expect([one.get(1), two.get(1), one.get(2), two.get(2)]).toEqual([undefined, 'b', 'c', 'd']);
  });

  it('gives back what a forgotten stream held', () => {
    const log = new EventLog(10);
    const stream = log.open();
    stream.append('abc');
    log.forget(stream);
    expect(log.bytes).toBe(0);
  });
});
