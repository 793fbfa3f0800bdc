/**
 * Listens to a topic filter for one call of a tool, or for one read of a resource: until it has what it wants, until time is up, or until the call is
 * cancelled. Used by the tools that wait for messages; what they do with each is theirs.
 */
import type { HubMessage } from '../hub/message.ts';
import type { ScopedConnection } from './scoped-connection.ts';
import type { TemporaryOptions } from './temporary-subscriptions.ts';
import type { ToolContext } from './tool.ts';

/** How long a broker may take to send what it has retained; the protocol says only that it comes after the SUBACK. */
export const RETAINED_WAIT_MS = 1_000;

interface GatherRequest {
  readonly connection: ScopedConnection;
  readonly filter: string;
  readonly options: TemporaryOptions;
  /** Called for each message that matches. `done` ends it; `wanted` begins the time of quiet anew. */
  readonly take: (message: HubMessage) => 'done' | 'wanted' | 'other';
  readonly timeoutMs: number;
  /** Ends it when no wanted message has come for so long. */
  readonly quietMs?: number;
  /** Begins once the broker has granted the subscription; when it rejects, so does all of it. */
  readonly whenListening?: () => Promise<void>;
}

/** `time`: the time is up, or it was quiet for long enough. */
export type GatherEnd = 'done' | 'time' | 'cancelled' | { readonly error: unknown };

/** Rejects when the subscription is not permitted or not granted, or as `whenListening` does. */
export async function gather({ scope, signal }: Pick<ToolContext, 'scope' | 'signal'>, request: GatherRequest): Promise<GatherEnd> {
  const { connection, filter, options, take, timeoutMs, quietMs, whenListening } = request;
  const { promise, resolve, reject } = Promise.withResolvers<GatherEnd>();
  // Before anything comes: messages may arrive together with the SUBACK.
  let quiet: NodeJS.Timeout | undefined;
  const listening = await scope.listen(connection, filter, options, (message) => {
    const taken = take(message);
    if (taken === 'done') resolve('done');
    if (taken === 'wanted') quiet?.refresh();
  });
  if (quietMs !== undefined) quiet = setTimeout(resolve, quietMs, 'time');
  const timer = setTimeout(resolve, timeoutMs, 'time');
  const onAbort = (): void => resolve('cancelled');
  listening.ended.addEventListener('abort', () => resolve({ error: listening.ended.reason }), { once: true });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) return 'cancelled';
    whenListening?.().catch(reject);
    return await promise;
  } finally {
    clearTimeout(timer);
    clearTimeout(quiet);
    signal.removeEventListener('abort', onAbort);
    listening.stop();
  }
}
