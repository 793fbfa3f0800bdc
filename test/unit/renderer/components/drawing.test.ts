import { describe, expect, it } from 'vitest';
import { type Column, nextOrder, sortRows } from '../../../../app/renderer/components/data-table/column.ts';
import { niceTop } from '../../../../app/renderer/components/rate-chart-options.ts';
import { sparklinePoints } from '../../../../app/renderer/components/sparkline.tsx';
import { fragmentOf, parseRoute } from '../../../../app/renderer/hooks/use-route.ts';

interface Row {
  readonly name: string;
  readonly count: number;
}

const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Name', width: 'auto', sortBy: (row) => row.name, cell: (row) => row.name },
  { id: 'count', title: 'Count', width: 'auto', sortBy: (row) => row.count, cell: (row) => row.count },
  { id: 'plain', title: 'Plain', width: 'auto', cell: () => '' },
];
const rows: readonly Row[] = [
  { name: 'line-10', count: 2 },
  { name: 'line-9', count: 10 },
  { name: 'Line-1', count: 2 },
];
const names = (sorted: readonly Row[]) => sorted.map((row) => row.name);

describe('sortRows', () => {
  it('sorts text as people count, numbers as numbers', () => {
    expect(names(sortRows(rows, columns, { column: 'name', descending: false }, 'en'))).toEqual(['Line-1', 'line-9', 'line-10']);
    expect(names(sortRows(rows, columns, { column: 'count', descending: true }, 'en'))).toEqual(['line-9', 'line-10', 'Line-1']);
  });

  it('keeps the order of rows that are alike, and of columns that cannot be sorted by', () => {
    expect(names(sortRows(rows, columns, { column: 'count', descending: false }, 'en'))).toEqual(['line-10', 'Line-1', 'line-9']);
    expect(sortRows(rows, columns, { column: 'plain', descending: true }, 'en')).toBe(rows);
  });

  it('turns round at the second click on the same head', () => {
    const first = nextOrder({ column: 'name', descending: true }, 'count');
    expect(first).toEqual({ column: 'count', descending: false });
    expect(nextOrder(first, 'count')).toEqual({ column: 'count', descending: true });
  });
});

describe('the curves', () => {
  it.each([
    [null, 10],
    [Number.POSITIVE_INFINITY, 10],
    [0, 10],
    [3, 10],
    [9.9, 15],
    [96, 150],
    [230, 250],
    [960, 1500],
    [4900, 6000],
  ])('have above %s the round top %d', (max, top) => {
    expect(niceTop(max)).toBe(top);
  });

  it('have room for every value', () => {
    for (let value = 1; value < 100_000; value = value * 1.07) expect(niceTop(value)).toBeGreaterThan(value);
  });

  it('begin with the second value and lie still at zero', () => {
    expect(sparklinePoints([5], 96, 28)).toBe('');
    expect(sparklinePoints([0, 0], 96, 28)).toBe('0,27 96,27');
    expect(sparklinePoints([0, 10, 5], 96, 28)).toBe('0,27 48,2 96,14.5');
  });
});

describe('parseRoute', () => {
  it('reads page and what is open on it, and falls back to the overview', () => {
    expect(parseRoute('#/sessions')).toEqual({ page: 'sessions', id: null });
    expect(parseRoute('#/brokers/a%2Fb')).toEqual({ page: 'brokers', id: 'a/b' });
    expect(parseRoute('')).toEqual({ page: 'overview', id: null });
    expect(parseRoute('#/elsewhere/x')).toEqual({ page: 'overview', id: 'x' });
  });

  it('reads back what it wrote', () => {
    expect(parseRoute(fragmentOf('brokers', 'a/b?c#d %'))).toEqual({ page: 'brokers', id: 'a/b?c#d %' });
  });
});
