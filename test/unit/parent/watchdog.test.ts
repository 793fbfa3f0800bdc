import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWatchdog } from '../../../sidecar/parent/watchdog.ts';

describe('the watchdog', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const start = () => {
    const onSilence = vi.fn();
    return { onSilence, watchdog: startWatchdog({ intervalMs: 2000, limit: 5, onSilence }) };
  };

  it('calls once after five silent intervals', () => {
    const { onSilence } = start();
    vi.advanceTimersByTime(9_999);
    expect(onSilence).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(onSilence).toHaveBeenCalledOnce();
  });

  it('begins anew with each sign of life', () => {
    const { onSilence, watchdog } = start();
    for (let minute = 0; minute < 10; minute += 1) {
      vi.advanceTimersByTime(8_000);
      watchdog.signOfLife();
    }
    expect(onSilence).not.toHaveBeenCalled();
  });

  it('takes a clock that leapt forward for one interval, not for silence', () => {
    const { onSilence } = start();
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    vi.advanceTimersByTime(2_000);
    expect(onSilence).not.toHaveBeenCalled();
  });

  it('is quiet once stopped', () => {
    const { onSilence, watchdog } = start();
    watchdog.stop();
    vi.advanceTimersByTime(60_000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});
