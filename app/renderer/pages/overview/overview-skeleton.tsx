/** The overview's shape before the first snapshot, so that nothing jumps when it comes. */
import { Skeleton } from '@mantine/core';

export function OverviewSkeleton() {
  return (
    <>
      <Skeleton height={106} />
      <div className="stat-cards">
        <Skeleton height={96} />
        <Skeleton height={96} />
        <Skeleton height={96} />
        <Skeleton height={96} />
      </div>
      <div className="overview__pair">
        <Skeleton height={270} />
        <Skeleton height={270} />
      </div>
    </>
  );
}
