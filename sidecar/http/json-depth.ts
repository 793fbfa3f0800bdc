/**
 * How deep a JSON text is nested, found without nesting calls. Used before a body is parsed. It takes any text: one that is
 * no JSON is for the parser to refuse.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Whether lists and objects stand in each other more than `maxDepth` levels deep. */
export function exceedsDepth(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
    } else if (OPENING.has(char)) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (CLOSING.has(char)) {
      depth -= 1;
    }
  }
  return false;
}

/** The place of the quote that closes the string which begins at `start`; the end of the text if none does. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at += 1;
  }
  return text.length;
}
