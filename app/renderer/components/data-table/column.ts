/**
 * What a column of a table is, and how rows are put in order. Pure; the drawing is in `data-table.tsx`.
 */
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** CSS width. Columns have fixed widths, so that they don't jump when figures change. */
  readonly width: string;
  readonly align?: 'end';
  /** Hidden where the table is narrower than 900 px (`wide`) or 620 px (`medium`); the details have it all. */
  readonly shownFrom?: 'wide' | 'medium';
  /** Absent: the column cannot be sorted by. */
  readonly sortBy?: (row: Row) => string | number;
  readonly cell: (row: Row) => ReactNode;
}

export interface SortOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Stable: rows that are alike keep their order, so that the table stands still while figures move elsewhere. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: SortOrder, locale: string): readonly Row[] {
  const sortBy = columns.find((column) => column.id === order.column)?.sortBy;
  if (sortBy === undefined) return rows;
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(sortBy(a), sortBy(b), collator));
}

function compare(a: string | number, b: string | number, collator: Intl.Collator): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** The order after a click on a head: the other way round, or the new column from its natural beginning. */
export function nextOrder(order: SortOrder, column: string): SortOrder {
  return { column, descending: order.column === column ? !order.descending : false };
}
