/** A plain event stream to the dashboard: named events with JSON, a comment now and then, the end when the reader stalls. */
import type { ServerResponse } from 'node:http';

const KEEP_ALIVE_MS = 15_000;
/** A dashboard that lets so much wait has stalled; it opens the stream again when it wakes, and gets a fresh snapshot. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

export interface EventStream {
  /** Whether the client has left already. */
  readonly isClosed: boolean;
  send(event: string, data: unknown): void;
  onClosed(listener: () => void): void;
}

export function openEventStream(response: ServerResponse): EventStream {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const write = (text: string): void => {
    if (response.writableLength > MAX_PENDING_BYTES) response.destroy();
    else if (!response.writableEnded) response.write(text);
  };
  const keepAlive = setInterval(() => write(':\n\n'), KEEP_ALIVE_MS);
  response.once('close', () => clearInterval(keepAlive));
  write(':\n\n');
  return {
    get isClosed() {
      return response.closed;
    },
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    onClosed(listener) {
      // The client may have left before there was anything to close.
      if (response.closed) listener();
      else response.once('close', listener);
    },
  };
}
