import { describe, expect, it } from 'vitest';
import { formatBytes, formatCompact, formatCount, formatRate } from '../../../../app/renderer/format/number.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.14, '0.1'],
    [99.94, '99.9'],
    [138.4, '138'],
    [5000, '5,000'],
  ])('writes the rate %d as %s', (value, text) => {
    expect(formatRate(value, 'en')).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [200 * 1024, '200 KiB'],
    [64 * 1024 * 1024, '64 MiB'],
    [5 * 1024 ** 4, '5 TiB'],
    [5000 * 1024 ** 4, '5,000 TiB'],
  ])('writes %d bytes as %s', (value, text) => {
    expect(formatBytes(value, 'en')).toBe(text);
  });

  it('follows the language', () => {
    expect(formatCompact(1_284_306, 'en')).toBe('1.3M');
    expect(formatCompact(1_284_306, 'zh')).toBe('128.4万');
    expect(formatCount(51_240, 'zh')).toBe('51,240');
  });
});
