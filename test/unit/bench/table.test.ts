import { describe, expect, it } from 'vitest';
import { figure, renderTable } from '../../../bench/lib/table.ts';

describe('renderTable', () => {
  it('pads the columns and puts figures to the right', () => {
    const table = renderTable([
      ['what', 'ms'],
      ['call', '12.5'],
      ['a push', '1,000'],
    ]);
    expect(table.split('\n')).toEqual(['| what   |    ms |', '| ------ | ----: |', '| call   |  12.5 |', '| a push | 1,000 |']);
  });

  it('leaves a column with words to the left', () => {
    expect(renderTable([['met'], ['yes'], ['3']]).split('\n')[1]).toBe('| --- |');
  });
});

describe('figure', () => {
  it.each([
    [0.1234, '0.12'],
    [3, '3.00'],
    [12.34, '12.3'],
    [123.4, '123'],
    [1234.5, '1,235'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
