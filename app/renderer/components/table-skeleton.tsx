/** A table's shape while its rows are on their way. */
import { Skeleton } from '@mantine/core';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export function TableSkeleton() {
  return (
    <div className="stack stack--tight" aria-hidden>
      {ROWS.map((row) => (
        <Skeleton key={row} height={32} />
      ))}
    </div>
  );
}
