/**
 * Cuts a stream of bytes into lines of bounded length; used by the stdio transport. A line that is too long is told once and
 * thrown away up to its end, so that what follows it is read again.
 */
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export type Line = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false };

export class LineReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #held = 0;
  #skipping = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that the chunk completes, without their ends; empty lines are left out. */
  take(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end), lines);
      this.#complete(lines);
      start = end + 1;
    }
    this.#hold(chunk.subarray(start), lines);
    return lines;
  }

  #hold(piece: Buffer, lines: Line[]): void {
    if (this.#skipping) return;
    this.#held += piece.length;
    if (this.#held <= this.#maxBytes) {
      this.#pieces.push(piece);
      return;
    }
    this.#skipping = true;
    this.#pieces = [];
    lines.push({ ok: false });
  }

  #complete(lines: Line[]): void {
    const line = Buffer.concat(this.#pieces);
    const bytes = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
    if (!this.#skipping && bytes.length > 0) lines.push({ ok: true, bytes });
    this.#pieces = [];
    this.#held = 0;
    this.#skipping = false;
  }
}
