import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../../sidecar/mcp/progress.ts';

interface Update {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

describe('progress', () => {
  const sent: Update[] = [];
  const send = async (update: Update): Promise<void> => void sent.push(update);

  beforeEach(() => {
    sent.length = 0;
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told seldom, and only when it has grown', () => {
    const progress = createProgress(send, Date.now);
    for (const done of [1, 2, 3]) progress.report(done, 10, `${done}`);
    vi.advanceTimersByTime(250);
    progress.report(1, 10, 'again');
    progress.report(4, 10, '4');
    expect(sent).toEqual([
      { progress: 1, total: 10, message: '1' },
      { progress: 4, total: 10, message: '4' },
    ]);
  });

  it('keeps the result back until the last notification is well away', async () => {
    const progress = createProgress(send, Date.now);
    progress.report(1, 1, '');
    let isSettled = false;
    const settled = progress.settled().then(() => (isSettled = true));
    await vi.advanceTimersByTimeAsync(49);
    expect(isSettled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await settled;
  });

  it('does not keep the result back while a clock that was set back catches up', async () => {
    const progress = createProgress(send);
    progress.report(1, 1, '');
    vi.setSystemTime(Date.now() - 3_600_000);
    const settled = progress.settled();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(settled).resolves.toBeUndefined();
  });

  it('costs nothing where nobody asked, and survives a client that went away', async () => {
    const unasked = createProgress(undefined, Date.now);
    unasked.report(1, 1, '');
    await unasked.settled();
    const gone = createProgress(() => Promise.reject(new Error('closed')), Date.now);
    gone.report(1, 1, '');
    await vi.advanceTimersByTimeAsync(100);
    await expect(gone.settled()).resolves.toBeUndefined();
  });
});
