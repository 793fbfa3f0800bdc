/**
 * The dashboard's table: fixed columns, sticky sortable head, rows that open details by mouse and keyboard. Long tables draw
 * only the rows in sight. Scrolls inside of itself.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useLanguage } from '../../context/preferences.tsx';
import { type Column, nextOrder, type SortOrder, sortRows } from './column.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import './data-table.css';

interface DataTableProps<Row> {
  /** What a screen reader calls the table. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Opens the details of a row. */
  readonly onOpen?: (row: Row) => void;
  /** Name of the button that opens them. */
  readonly openLabel?: (row: Row) => string;
  readonly selectedKey?: string | null;
  readonly firstOrder: SortOrder;
  /** Below the rows, inside of what scrolls. */
  readonly footer?: ReactNode;
}

const ROW_HEIGHT = 32;
/** Below this, all rows are in the document: printing, searching and screen readers work best so. */
const VIRTUAL_FROM = 100;

export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  openLabel,
  selectedKey = null,
  firstOrder,
  footer,
}: DataTableProps<Row>) {
  const { locale } = useLanguage();
  const [order, setOrder] = useState(firstOrder);
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => sortRows(rows, columns, order, locale), [rows, columns, order, locale]);
  const isVirtual = sorted.length >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: sorted.length,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });

  const inSight = virtualizer.getVirtualItems();
  const first = isVirtual ? (inSight[0]?.index ?? 0) : 0;
  const last = isVirtual ? (inSight.at(-1)?.index ?? -1) : sorted.length - 1;
  const shown = sorted.slice(first, last + 1);

  return (
    <div className="data-table" ref={scroller}>
      <table className="data-table__table" aria-label={label} aria-rowcount={sorted.length + 1}>
        <TableHead columns={columns} order={order} onSort={(column) => setOrder(nextOrder(order, column))} />
        <tbody>
          <Spacer rows={first} columns={columns.length} />
          {shown.map((row, index) => (
            <TableRow
              key={rowKey(row)}
              row={row}
              columns={columns}
              position={first + index + 2}
              isSelected={rowKey(row) === selectedKey}
              onOpen={onOpen}
              openLabel={openLabel?.(row)}
            />
          ))}
          <Spacer rows={sorted.length - last - 1} columns={columns.length} />
        </tbody>
      </table>
      {footer}
    </div>
  );
}

/** The room of rows out of sight. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} aria-hidden style={{ height: rows * ROW_HEIGHT, padding: 0 }} />
    </tr>
  );
}
