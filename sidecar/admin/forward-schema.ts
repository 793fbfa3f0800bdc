/** What the dashboard reads of a forward: part of the snapshot's schema. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Messages that are passed on from one profile to another. */
export const forwardViewSchema = z.object({
  from: z.string(),
  to: z.string(),
  forwarded: count,
  /** Messages of the source that may have to be passed on: at most so many. */
  pending: count,
  /** Those that the target refuses, and are left out. */
  failed: count,
  /** Those that left the history before. */
  lost: count,
  /** Why nothing is passed on at the moment. */
  problem: z.string().nullable(),
});
