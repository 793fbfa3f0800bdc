/** How long the library waits before it opens a stream again, on a clock that the test turns. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFailure, isFailure, type Failure } from '../../../sidecar/client/failure.ts';
import { createStream } from '../../../sidecar/client/stream.ts';
import type { StreamFailure } from '../../../sidecar/client/types.ts';

/** Of an attempt: it fails, or stands for a moment and is cut. */
type Outcome = Failure | 'cut';

/** Opens a stream; every attempt ends in the next outcome, the last one in all that follow. */
function attempts(...outcomes: readonly [Outcome, ...Outcome[]]) {
  const times: number[] = [];
  const errors: StreamFailure[] = [];
  const stream = createStream({}, async ({ onOpen }) => {
    const outcome = outcomes[Math.min(times.length, outcomes.length - 1)];
    times.push(Date.now());
    if (isFailure(outcome)) throw outcome;
    onOpen();
  });
  stream.on('error', (error) => errors.push(error));
  stream.subscribe('a', () => {});
  return { stream, errors, pauses: () => times.slice(1).map((time, index) => time - (times[index] ?? 0)) };
}

const network = createFailure('gone', { code: 'network' });
const busy = (retryAfterMs: number): Failure => createFailure('busy', { code: 'refused', status: 429, retryAfterMs });
const refused = (status: number): Failure => createFailure(`Refused with ${status}. What to do.`, { code: 'refused', status });

describe('a stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('leaves the server more and more time, by chance not the same for every page', async () => {
    const pages = [attempts(network), attempts(network)];
    await vi.advanceTimersByTimeAsync(300_000);
    for (const { stream, pauses } of pages) {
      stream.close();
      for (const [index, pause] of pauses().entries()) {
        const ceilingMs = Math.min(30_000, 1000 * 2 ** (index + 1));
        expect(pause).toBeGreaterThanOrEqual(ceilingMs / 2);
        expect(pause).toBeLessThanOrEqual(ceilingMs);
      }
    }
    expect(pages[0]?.pauses()).not.toEqual(pages[1]?.pauses());
  });

  it.each([
    [0, [1000, 2000, 4000, 8000, 15_000, 15_000]],
    [0.5, [1500, 3000, 6000, 12_000, 22_500, 22_500]],
    [1, [2000, 4000, 8000, 16_000, 30_000, 30_000]],
  ])('waits twice as long after every failure, up to the longest pause, half of it by chance: %f', async (chance, wanted) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    const { stream, pauses } = attempts(network);
    await vi.advanceTimersByTimeAsync(300_000);
    stream.close();
    expect(pauses().slice(0, 6)).toEqual(wanted);
  });

  it('waits as long as Retry-After asks where that is longer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { stream, pauses } = attempts(busy(90_000), busy(1), network);
    await vi.advanceTimersByTimeAsync(120_000);
    stream.close();
    expect(pauses().slice(0, 2)).toEqual([90_000, 4000]);
  });

  it('begins with the short pause again once it has stood', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { stream, pauses } = attempts(network, network, network, 'cut', network, network);
    await vi.advanceTimersByTimeAsync(30_000);
    stream.close();
    expect(pauses().slice(0, 6)).toEqual([2000, 4000, 8000, 2000, 4000, 8000]);
  });

  it('leaves no timer behind when it is closed by whoever is told that it waits', async () => {
    const { stream } = attempts(network);
    stream.on('state', (state) => state === 'waiting' && stream.close());
    await vi.advanceTimersByTimeAsync(0);
    expect(stream.state).toBe('closed');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([400, 401, 403])('that is refused with %i tells it every time, and does not hammer', async (status) => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { stream, errors, pauses } = attempts(refused(status));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stream.state).toBe('waiting');
    stream.close();
    expect(pauses()).toEqual([2000, 4000, 8000, 16_000, 30_000]);
    expect(errors).toHaveLength(6);
    expect(errors[5]).toMatchObject({ code: 'refused', status, message: `Refused with ${status}. What to do.` });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(errors).toHaveLength(6);
  });
});
