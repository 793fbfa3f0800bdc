/** The two ways to receive a stream, as the stream sees them: `fetch`, which is told statuses and may send headers, and `EventSource`. */
import type { Abort } from './abort.ts';
import type { SseEvent } from './sse-parser.ts';

export interface StreamRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: Abort;
  readonly silenceMs: number;
  /** @param resumeAt the point from which the stream continues, where the transport is told */
  onOpen(resumeAt?: string | null): void;
  /** Events are handled one after the other; the transport waits. It rejects when this does. */
  onEvent(event: SseEvent): Promise<void>;
  /** The server's wish for the pause before the next attempt. */
  onRetry(ms: number): void;
}

/** Resolves when the server ends the stream; rejects with a `StreamFailure`, or with anything once `signal` is aborted. */
export type Transport = (request: StreamRequest) => Promise<void>;
