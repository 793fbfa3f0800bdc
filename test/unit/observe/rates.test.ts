import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateCounter } from '../../../sidecar/observe/rates.ts';

describe('A rate counter', () => {
  it('tells how many events there were a second over its window', () => {
    let now = 1_000_500;
    const counter = new RateCounter({ windowSeconds: 5, now: () => now });
    for (let step = 0; step < 100; step += 1) {
      counter.add();
      now += 100;
    }
    expect(counter.perSecond()).toBeCloseTo(10, 0);
    expect(counter.total).toBe(100);
  });

  it('is right from its first second on', () => {
    let now = 0;
    const counter = new RateCounter({ windowSeconds: 5, now: () => now });
    expect(counter.perSecond()).toBe(0);
    counter.add(30);
    expect(counter.perSecond()).toBe(30);
    now = 2000;
    expect(counter.perSecond()).toBe(15);
  });

  it('comes to rest when nothing happens for the length of its window', () => {
    let now = 0;
    const counter = new RateCounter({ windowSeconds: 5, now: () => now });
    now = 10_000;
    counter.add(500);
    expect(counter.perSecond()).toBe(100);
    now = 15_500;
    expect(counter.perSecond()).toBeGreaterThan(0);
    now = 16_000;
    expect(counter.perSecond()).toBe(0);
    now = 1_000_000;
    expect(counter.perSecond()).toBe(0);
    expect(counter.total).toBe(500);
  });

  it('never tells more than there was, nor less than nothing', () => {
    const steps = fc.array(fc.record({ waitMs: fc.integer({ min: 0, max: 4000 }), events: fc.integer({ min: 0, max: 1000 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 10_000 }), (plan, windowSeconds, start) => {
        let now = start;
        const counter = new RateCounter({ windowSeconds, now: () => now });
        const history: { at: number; events: number }[] = [];
        for (const { waitMs, events } of plan) {
          now += waitMs;
          counter.add(events);
          history.push({ at: now, events });
        }
        const within = (seconds: number) =>
          history.filter(({ at }) => at > now - seconds * 1000).reduce((sum, { events }) => sum + events, 0);
        const divisor = Math.min(windowSeconds, Math.max(1, (now - start) / 1000));
        const told = counter.perSecond() * divisor;
        // The buckets are seconds: what lies at the edge of the window counts in part.
        expect(told).toBeGreaterThanOrEqual(within(windowSeconds - 1) - 1e-6);
        expect(told).toBeLessThanOrEqual(within(windowSeconds + 1) + 1e-6);
      }),
    );
  });

  it('stands a clock that stands still and one that goes back', () => {
    let now = 5000;
    const counter = new RateCounter({ windowSeconds: 5, now: () => now });
    counter.add(10);
    now = 1000;
    counter.add(10);
    expect(counter.perSecond()).toBe(20);
    expect(counter.total).toBe(20);
  });
});
