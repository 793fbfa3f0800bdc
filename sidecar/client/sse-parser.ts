/**
 * Server-Sent Events out of text, as it comes off the network (HTML standard, 9.2.6). Used by the fetch transport. Scans every
 * character once: a chunk's line is a megabyte and arrives in dozens of pieces.
 */

export interface SseEvent {
  readonly name: string;
  readonly data: string;
  /** The last `id:` line of the stream so far. */
  readonly id: string;
}

/**
 * @param onRetry takes the pause that the server wishes, in ms
 * @returns takes the next piece of text and gives the events that it completes
 */
export function createSseParser(onRetry: (ms: number) => void): (text: string) => SseEvent[] {
  let rest = '';
  let afterCarriageReturn = false;
  let name = '';
  let data: string[] = [];
  let id = '';

  function readField(line: string): void {
    const colon = `${line}:`.indexOf(':');
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'event') name = value;
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value));
  }

  return (text) => {
    const events: SseEvent[] = [];
    // The second half of a CRLF that was cut in two.
    const lines = text.slice(afterCarriageReturn && text[0] === '\n' ? 1 : 0).split(/\r\n?|\n/);
    if (text !== '') afterCarriageReturn = text.endsWith('\r');
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        readField(line);
        continue;
      }
      if (data.length > 0) events.push({ name: name || 'message', data: data.join('\n'), id });
      name = '';
      data = [];
    }
    return events;
  };
}
