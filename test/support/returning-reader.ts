/**
 * A reader of one browser stream over plain HTTP that does what an EventSource does: it comes back whenever it is cut off,
 * with the id of the last event that it has had. It hands on every event and can be cut at will.
 */
import { request, type ClientRequest } from 'node:http';

export interface ReadEvent {
  readonly event: string;
  readonly data: string;
}

export interface ReturningReader extends Disposable {
  /** How often it was connected. */
  readonly connections: number;
  /** Ends the connection; the reader comes back after its wait. */
  cut(): void;
}

interface ReaderOptions {
  /** Address of the stream. */
  readonly url: string;
  readonly onEvent: (event: ReadEvent) => void;
  readonly waitMs?: number;
}

export function openReturningReader({ url, onEvent, waitMs = 50 }: ReaderOptions): ReturningReader {
  let lastEventId: string | undefined;
  let current: ClientRequest | undefined;
  let timer: NodeJS.Timeout | undefined;
  let connections = 0;
  let closed = false;

  function connect(): void {
    const headers = { Accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) };
    const opening = request(url, { agent: false, headers });
    current = opening;
    opening.on('error', () => {});
    opening.on('close', () => {
      if (!closed) timer = setTimeout(connect, waitMs);
    });
    opening.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return;
      }
      connections += 1;
      const begin = response.headers['mqttx-last-event-id'];
      // An EventSource cannot read it; here a stream that is cut before its first event goes on from its beginning all the same.
      if (typeof begin === 'string') lastEventId ??= begin;
      response.setEncoding('utf8');
      response.on('error', () => {});
      let rest = '';
      response.on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      });
    });
    opening.end();
  }

  function take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (name !== undefined) fields.set(name, value);
    }
    const data = fields.get('data');
    lastEventId = fields.get('id') ?? lastEventId;
    if (data !== undefined) onEvent({ event: fields.get('event') ?? 'message', data });
  }

  connect();
  return {
    get connections() {
      return connections;
    },
    cut: () => current?.destroy(),
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(timer);
      current?.destroy();
    },
  };
}
