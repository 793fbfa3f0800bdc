import { describe, expect, it } from 'vitest';
import { lenientJson, strictJson } from '../../../sidecar/clients/definitions/formats.ts';
import { findNode, nodeText, nodeValue, parseDocument } from '../../../sidecar/clients/json-document.ts';

describe('parseDocument', () => {
  it.each([
    ['{\n  "a": 1 // one\n}', 'comments', 'it has a comment at line 2, column 10, which its parser does not know'],
    ['{\n  "a": [1,]\n}', 'unparsable', 'it has a comma before a closing bracket, which its parser does not know'],
    ['{\n  "a": {', 'truncated', 'it ends before it is complete (line 2, column 9)'],
    ['{\n  "a" 1\n}', 'unparsable', 'it is not valid JSON (colon expected at line 2, column 7)'],
    ['{"a": "x\n"}', 'unparsable', 'it is not valid JSON (unexpected end of string at line 1, column 7)'],
    ['7', 'not-an-object', 'it holds no object at the top'],
  ])('says of %j what is wrong with it, and where', (text, code, reason) => {
    expect(parseDocument(text, strictJson)).toMatchObject({ ok: false, refusal: { code, reason } });
  });

  it('is exactly as strict as JSON.parse where the client is', () => {
    // jsonc-parser alone would let control characters pass.
    expect(parseDocument('{"a":"\u0000"}', strictJson).ok).toBe(false);
    expect(parseDocument('{"a":01}', strictJson).ok).toBe(false);
    expect(parseDocument('{"a":1}\u00a0', strictJson).ok).toBe(false);
  });

  it('gives the text and the value of what a client sees at a path', () => {
    const parsed = parseDocument('{"a": {"b": 1}, "a": {"b": 12345678901234567890, "c": [1 ,2]} // last\n}', lenientJson);
    if (!parsed.ok) throw new Error(parsed.refusal.reason);
    const node = (...path: string[]) => findNode(parsed.document.root, path);
    const number = node('a', 'b');
    expect(number && nodeText(parsed.document, number)).toBe('12345678901234567890');
    expect(nodeValue(node('a', 'c') ?? parsed.document.root)).toStrictEqual([1, 2]);
    expect(node('a', 'b', 'c')).toBeUndefined();
  });
});
