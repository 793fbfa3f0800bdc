/** What the dashboard reads of a forward. */
import type { AdminSnapshot } from './schema.ts';

/** As `Forward` has it. */
export interface ShownForward {
  readonly route: { readonly from: string; readonly to: string; readonly prefix: string };
  readonly topics: readonly string[];
  readonly counters: { readonly forwarded: number; readonly failed: number; readonly lost: number };
  readonly pending: number;
  readonly problem: string | undefined;
  readonly lastError: string | undefined;
  readonly isActive: boolean;
  readonly holder: string | undefined;
}

export function forwardView(forward: ShownForward): NonNullable<AdminSnapshot['forwards']>[number] {
  const { route, topics, counters, pending, problem = null, lastError = null, isActive, holder = null } = forward;
  const { forwarded, failed, lost } = counters;
  const { from, to, prefix } = route;
  return { from, to, topics: [...topics], prefix, forwarded, pending, failed, lost, problem, lastError, isActive, holder };
}
