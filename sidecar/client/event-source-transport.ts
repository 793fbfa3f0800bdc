/**
 * Receives a stream by `EventSource`, for browsers whose `fetch` cannot read a body as it comes. It tells no status, and gives up
 * for good at any but 200, so it is never left to reconnect by itself: each attempt is a new one.
 */
import { createFailure } from './failure.ts';
import type { StreamRequest } from './transport.ts';

export function receiveByEventSource({ url, signal, onOpen, onEvent }: StreamRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = new EventSource(url);
    let handled = Promise.resolve();
    const end = (settle: () => void): void => {
      source.close();
      off();
      // What came before the end is dealt with first.
      handled.then(settle, reject);
    };
    const off = signal.onAbort(() => end(resolve));
    source.onopen = () => onOpen();
    source.onerror = () => {
      // 2: EventSource.CLOSED, which a polyfill need not name.
      const code = source.readyState === 2 ? 'refused' : 'network';
      end(() => reject(createFailure(`EventSource: ${code}`, { code })));
    };
    for (const name of ['message', 'batch', 'chunk', 'gap', 'broker', 'auth-expired']) {
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<unknown>) => {
        handled = handled.then(() => (signal.aborted ? undefined : onEvent({ name, data: String(data), id: lastEventId })));
        handled.catch(() => end(resolve));
      });
    }
  });
}
