import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../../../app/renderer/store/throttle.ts';
import { createFakeTimers } from './fake-timers.ts';

describe('createThrottle', () => {
  it('runs the first request at once, and the last of many when the interval is over', () => {
    const timers = createFakeTimers();
    let runs = 0;
    const throttle = createThrottle(() => (runs += 1), 500, timers);
    throttle.request();
    expect(runs).toBe(1);
    for (let index = 0; index < 100; index += 1) throttle.request();
    timers.advance(499);
    expect(runs).toBe(1);
    timers.advance(1);
    expect(runs).toBe(2);
    timers.advance(10_000);
    expect(runs).toBe(2);
  });

  it('runs at once again after a quiet time', () => {
    const timers = createFakeTimers();
    let runs = 0;
    const throttle = createThrottle(() => (runs += 1), 500, timers);
    throttle.request();
    timers.advance(800);
    throttle.request();
    expect(runs).toBe(2);
  });

  it('runs nothing more once cancelled', () => {
    const timers = createFakeTimers();
    let runs = 0;
    const throttle = createThrottle(() => (runs += 1), 500, timers);
    throttle.request();
    throttle.request();
    throttle.cancel();
    timers.advance(1000);
    expect(runs).toBe(1);
  });
});
