/** The head of a `DataTable`: a button for each column that can be sorted by. */
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { Column, SortOrder } from './column.ts';

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly order: SortOrder;
  readonly onSort: (column: string) => void;
}

export function TableHead<Row>({ columns, order, onSort }: TableHeadProps<Row>) {
  return (
    <thead className="data-table__head">
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            className={columnClass(column)}
            style={{ width: column.width }}
            aria-sort={sortState(column, order)}
          >
            {column.sortBy === undefined ? (
              <span className="data-table__title">{column.title}</span>
            ) : (
              <button type="button" className="data-table__sort" onClick={() => onSort(column.id)}>
                <span className="data-table__title">{column.title}</span>
                <SortIcon isActive={column.id === order.column} descending={order.descending} />
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortIcon({ isActive, descending }: { readonly isActive: boolean; readonly descending: boolean }) {
  const Icon = descending ? IconChevronDown : IconChevronUp;
  return <Icon className={isActive ? 'data-table__arrow' : 'data-table__arrow data-table__arrow--idle'} size={12} stroke={2} aria-hidden />;
}

function sortState<Row>(column: Column<Row>, order: SortOrder): 'ascending' | 'descending' | 'none' | undefined {
  if (column.sortBy === undefined) return undefined;
  if (column.id !== order.column) return 'none';
  return order.descending ? 'descending' : 'ascending';
}

export function columnClass<Row>({ align, shownFrom }: Column<Row>): string {
  return [align === 'end' ? 'data-table__end' : '', shownFrom === undefined ? '' : `data-table__from-${shownFrom}`].join(' ').trim();
}
