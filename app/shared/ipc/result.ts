/**
 * How an answer crosses the bridge. Electron strips a thrown error down to its message, so main never lets one cross: it
 * answers with this envelope, and the page's side of the bridge turns a failure back into an `ApiError`.
 */
import { z } from 'zod';

/** What went wrong, for a person: a code of the error registry (or of the desktop's own), what happened, and what to do. */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});

export const ipcResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);

/** The request or answer of a channel that carries none. */
export const nothing = z.void();

export type Failure = z.infer<typeof failureSchema>;
export type IpcResult = z.infer<typeof ipcResultSchema>;
