/**
 * What a payload is and how to show it: base64 from the wire to bytes, text if it is valid UTF-8, JSON if that parses, rows
 * of a hex dump. Pure; nothing here knows of MQTT or of React.
 */
export interface PayloadView {
  readonly bytes: Uint8Array;
  /** Null when the bytes are no valid UTF-8. */
  readonly text: string | null;
  /** Absent when the text is no JSON object or list; a bare number or word is shown as text. */
  readonly json?: unknown;
}

export interface HexRow {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

function decodeBase64(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** `complete`: false for the beginning of a longer payload, whose last character may be cut in half. */
export function viewPayload(base64: string, complete: boolean): PayloadView {
  const bytes = decodeBase64(base64);
  const text = decodeText(bytes, complete);
  if (text === null || !complete || !/^\s*[[{]/.test(text)) return { bytes, text };
  try {
    const json: unknown = JSON.parse(text);
    return { bytes, text, json };
  } catch {
    return { bytes, text };
  }
}

function decodeText(bytes: Uint8Array, complete: boolean): string | null {
  try {
    // `stream` forgives an unfinished sequence at the end, which is where a shortened payload was cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
  } catch {
    return null;
  }
}

/** One line for a list: control characters become spaces, bytes that are no text become hex. */
export function previewPayload(base64: string, complete: boolean, maxCharacters: number): string {
  // Four base64 characters are three bytes; a few more than needed are decoded, since a character may take four bytes.
  const head = base64.slice(0, Math.ceil((maxCharacters * 4 * 4) / 3 / 4) * 4);
  const bytes = decodeBase64(head);
  const text = decodeText(bytes, complete && head.length === base64.length);
  if (text === null) return hexOf(bytes.subarray(0, Math.floor(maxCharacters / 3)));
  // eslint-disable-next-line no-control-regex -- control characters are what this removes
  return text.slice(0, maxCharacters).replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export function hexRows(bytes: Uint8Array, maxBytes: number, rowBytes = 16): readonly HexRow[] {
  const rows: HexRow[] = [];
  const end = Math.min(bytes.length, maxBytes);
  for (let offset = 0; offset < end; offset += rowBytes) {
    const part = bytes.subarray(offset, Math.min(offset + rowBytes, end));
    const ascii = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    rows.push({ offset: offset.toString(16).padStart(6, '0'), hex: hexOf(part), ascii });
  }
  return rows;
}
