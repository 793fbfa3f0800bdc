/**
 * Bytes of server-sent events (WHATWG HTML, section 9.2), with the framing of HTTP/1.1's chunked coding where the connection
 * has it (RFC 9112, section 7.1). Used for everything that a browser stream sends. Pure.
 */

/** `chunked` for HTTP/1.1; `plain` for HTTP/1.0, which knows no chunks and takes the end of the connection for the end. */
export type Framing = 'chunked' | 'plain';

interface EventFields {
  readonly id?: string;
  /** `message` is what `EventSource.onmessage` hears. */
  readonly event: string;
  /** JSON, or other text without line breaks. */
  readonly data: string;
}

const LINE_BREAK = /[\r\n\0]/;

/** @throws RangeError for a line break in a field: it would begin another one, of somebody else's making */
export function eventText({ id, event, data }: EventFields): string {
  if (LINE_BREAK.test(event) || LINE_BREAK.test(data) || (id !== undefined && LINE_BREAK.test(id))) {
    throw new RangeError('A field of an event holds a line break.');
  }
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

export function retryText(ms: number): string {
  return `retry: ${ms}\n\n`;
}

export const COMMENT_TEXT = ':\n\n';

export function frame(text: string, framing: Framing): Buffer {
  if (framing === 'plain') return Buffer.from(text);
  const length = Buffer.byteLength(text);
  const size = `${length.toString(16)}\r\n`;
  // Put together as a string, the text would be copied once more.
  const bytes = Buffer.allocUnsafe(size.length + length + 2);
  bytes.write(size, 'latin1');
  bytes.write(text, size.length);
  bytes.write('\r\n', size.length + length, 'latin1');
  return bytes;
}

/** What ends a response whose length was not known. */
export function endOfBody(framing: Framing): Buffer {
  return Buffer.from(framing === 'chunked' ? '0\r\n\r\n' : '');
}
