import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callAt } from '../../sidecar/call-at.ts';

const DAY_MS = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([0, 1, 24, 25, 400])('a call in %i days comes then, and not before', (days) => {
  const callback = vi.fn();
  callAt(Date.now() + days * DAY_MS + 5, Date.now, callback);
  vi.advanceTimersByTime(days * DAY_MS + 4);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

it('a call in the past comes at once', () => {
  const callback = vi.fn();
  callAt(Date.now() - DAY_MS, Date.now, callback);
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

it.each([1, 30])('one that was called off after %i days does not come', (days) => {
  const callback = vi.fn();
  const callOff = callAt(Date.now() + 60 * DAY_MS, Date.now, callback);
  vi.advanceTimersByTime(days * DAY_MS);
  callOff();
  vi.advanceTimersByTime(100 * DAY_MS);
  expect(callback).not.toHaveBeenCalled();
});
