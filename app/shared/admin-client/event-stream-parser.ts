/**
 * Parses `text/event-stream` (HTML standard, section 9.2.6) from the pieces in which it arrives. Needed because the browser's
 * EventSource can send no `Authorization` header. Pure but for the state between two pieces.
 */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

export interface EventStreamParser {
  /** The events that this piece completes, in order. */
  push(piece: string): readonly ServerSentEvent[];
}

export function createEventStreamParser(): EventStreamParser {
  let rest = '';
  let event = '';
  let data: string[] = [];

  const takeLine = (line: string): ServerSentEvent | undefined => {
    if (line === '') {
      const complete = data.length === 0 ? undefined : { event: event === '' ? 'message' : event, data: data.join('\n') };
      event = '';
      data = [];
      return complete;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    return undefined;
  };

  return {
    push(piece) {
      const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
      // A carriage return at the very end may be the first half of CRLF: it waits with the unfinished line.
      rest = lines.pop() ?? '';
      return lines.map(takeLine).filter((complete) => complete !== undefined);
    },
  };
}
