/**
 * One row of a `DataTable`. Its first cell holds the button that opens the details (the keyboard's and the screen reader's
 * way); a click anywhere on the row does the same. Arrow keys go from row to row.
 */
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Column } from './column.ts';
import { columnClass } from './table-head.tsx';

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly position: number;
  readonly isSelected: boolean;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly openLabel: string | undefined;
}

export function TableRow<Row>({ row, columns, position, isSelected, onOpen, openLabel }: TableRowProps<Row>) {
  const [first, ...others] = columns;
  if (first === undefined) return null;
  const open = onOpen === undefined ? undefined : (event: MouseEvent) => !isOwnControl(event) && onOpen(row);
  const className = ['data-table__row', open === undefined ? '' : 'data-table__row--opens', isSelected ? 'data-table__row--selected' : ''];

  return (
    <tr className={className.join(' ').trim()} aria-rowindex={position} onClick={open}>
      <th scope="row" className={columnClass(first)}>
        {onOpen === undefined ? (
          first.cell(row)
        ) : (
          <button type="button" className="data-table__open" aria-label={openLabel} onClick={() => onOpen(row)} onKeyDown={focusNeighbour}>
            {first.cell(row)}
          </button>
        )}
      </th>
      {others.map((column) => (
        <td key={column.id} className={columnClass(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** A button or link inside of the row does its own thing. */
function isOwnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, input') !== null;
}

/** Up and down between the rows' buttons. */
function focusNeighbour(event: KeyboardEvent<HTMLButtonElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.currentTarget.closest('tr');
  const neighbour = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const button = neighbour?.querySelector<HTMLButtonElement>('.data-table__open');
  if (button === null || button === undefined) return;
  event.preventDefault();
  button.focus();
}
