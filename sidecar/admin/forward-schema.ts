/** What the dashboard reads of a forward: part of the snapshot's schema. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Messages that are passed on from one profile to another. */
export const forwardViewSchema = z.object({
  from: z.string(),
  to: z.string(),
  topics: z.array(z.string()),
  /** Stands in front of each topic at the target. */
  prefix: z.string(),
  forwarded: count,
  /** Messages of the source that may have to be passed on: at most so many. */
  pending: count,
  /** Those that the target refuses, and are left out. */
  failed: count,
  /** Those that left the history before. */
  lost: count,
  /** Why nothing is passed on at the moment. */
  problem: z.string().nullable(),
  /** The latest that went wrong, also where it is over. */
  lastError: z.string().nullable(),
  /** Whether it is this instance that passes messages on; of several one does. */
  isActive: z.boolean(),
  /** Name of the instance that does, as far as it is known; null where there is one only. */
  holder: z.string().nullable(),
});
