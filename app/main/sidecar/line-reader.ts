/** Cuts a stream of text into lines. Used for what the sidecar writes to its outputs; a line that never ends is cut, not kept. */
const MAX_LINE = 16_384;

export interface LineReader {
  push(piece: string): void;
  /** What stands there without a newline at the end of the stream. */
  end(): void;
}

export function createLineReader(onLine: (line: string) => void): LineReader {
  let rest = '';
  const take = (line: string): void => {
    const text = line.trimEnd();
    if (text !== '') onLine(text);
  };
  return {
    push(piece) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
      if (rest.length < MAX_LINE) return;
      take(rest);
      rest = '';
    },
    end() {
      take(rest);
      rest = '';
    },
  };
}
