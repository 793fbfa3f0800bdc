/**
 * Receives a stream by `fetch`: reads no faster than its events are dealt with, so that a slow page slows its own stream and
 * fills no memory.
 */
import { createFailure } from './failure.ts';
import { refusal } from './refusal.ts';
import { createSseParser } from './sse-parser.ts';
import type { StreamRequest } from './transport.ts';

export async function receiveByFetch({ url, headers, signal, silenceMs, onOpen, onEvent, onRetry }: StreamRequest): Promise<void> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const off = signal.onAbort(abort);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Only the wait for the network counts, not the time that listeners take. */
  const bounded = async <Value>(wait: Promise<Value>): Promise<Value> => {
    if (silenceMs > 0) timer = setTimeout(abort, silenceMs);
    try {
      return await wait;
    } catch (error) {
      throw createFailure(controller.signal.aborted ? `Nothing came for ${silenceMs} ms` : String(error), { code: 'network' });
    } finally {
      clearTimeout(timer);
    }
  };

  try {
    const response = await bounded(fetch(url, { headers, signal: controller.signal }));
    // A web server in the wrong place sends its page for every path; another type fails the connection (HTML standard, 9.2.3).
    const isStream = /event-stream/i.test(response.headers.get('Content-Type') ?? '');
    if (response.status !== 200 || !response.body || !isStream) throw await bounded(refusal(response));
    onOpen(response.headers.get('MQTTX-Last-Event-ID'));
    const parse = createSseParser(onRetry);
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await bounded(reader.read());
      if (done) return;
      for (const event of parse(decoder.decode(value, { stream: true }))) {
        if (signal.aborted) return;
        await onEvent(event);
      }
    }
  } finally {
    off();
    abort();
  }
}
