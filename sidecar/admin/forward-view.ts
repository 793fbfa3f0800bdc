/** What the dashboard reads of a forward. */
import type { AdminSnapshot } from './schema.ts';

/** As `Forward` has it. */
export interface ShownForward {
  readonly route: { readonly from: string; readonly to: string };
  readonly counters: { readonly forwarded: number; readonly failed: number; readonly lost: number };
  readonly pending: number;
  readonly problem: string | undefined;
}

export function forwardView({ route, counters, pending, problem }: ShownForward): NonNullable<AdminSnapshot['forwards']>[number] {
  const { forwarded, failed, lost } = counters;
  return { from: route.from, to: route.to, forwarded, pending, failed, lost, problem: problem ?? null };
}
