import { describe, expect, it } from 'vitest';
import { formatClock, formatDuration, formatExact, formatRelative, formatSpan } from '../../../../app/renderer/format/time.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 24, 0);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('formatRelative', () => {
  it.each([
    [0, 'now'],
    [-4 * SECOND, 'now'],
    [-12 * SECOND, '12s ago'],
    [-59 * SECOND, '59s ago'],
    [-4 * MINUTE - 59 * SECOND, '4m ago'],
    [-1 * HOUR - 59 * MINUTE, '1h ago'],
    [-25 * HOUR, 'yesterday'],
    [4 * SECOND, 'in 4s'],
    [90 * SECOND, 'in 1m'],
  ])('writes %d ms from now as %s', (distance, text) => {
    expect(formatRelative(NOW + distance, NOW, 'en')).toBe(text);
  });

  it('follows the language', () => {
    expect(formatRelative(NOW - 12 * SECOND, NOW, 'zh')).toBe('12秒前');
  });
});

describe('formatSpan', () => {
  it.each([
    [-5, '0s'],
    [20 * SECOND, '20s'],
    [5 * MINUTE + 59 * SECOND, '5m'],
    [2 * HOUR + 13 * MINUTE, '2h 13m'],
    [50 * HOUR, '2d 2h'],
  ])('writes %d ms as %s', (span, text) => {
    expect(formatSpan(span, 'en')).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.6, '0.6 ms'],
    [4.12, '4.1 ms'],
    [412.4, '412 ms'],
    [1840, '1,840 ms'],
    [12_345, '12.3 s'],
  ])('writes %d ms as %s', (duration, text) => {
    expect(formatDuration(duration, 'en')).toBe(text);
  });
});

describe('moments', () => {
  it('writes the time of day in a constant width', () => {
    const early = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
    expect(formatClock(early)).toBe('03:04:05.006');
  });

  it('writes the exact moment in the language asked for', () => {
    const moment = new Date(2026, 10, 23, 10, 24, 0).getTime();
    expect(formatExact(moment, 'en-GB')).toBe('23 Nov 2026, 10:24:00');
    expect(formatExact(moment, 'zh')).toBe('2026年11月23日 10:24:00');
  });
});
