import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lenientJson, strictJson } from '../../../sidecar/clients/definitions/formats.ts';
import { parseDocument } from '../../../sidecar/clients/json-document.ts';
import { removeProperty, setValue } from '../../../sidecar/clients/json-edit.ts';
import { detectLayout } from '../../../sidecar/clients/json-layout.ts';
import type { FileFormat, JsonPath, JsonValue } from '../../../sidecar/clients/types.ts';

function parse(text: string, format: FileFormat = lenientJson) {
  const parsed = parseDocument(text, format);
  if (!parsed.ok) throw new Error(parsed.refusal.reason);
  return parsed.document;
}

function set(text: string, path: JsonPath, value: JsonValue): string {
  const document = parse(text);
  return setValue(document, path, value, detectLayout(document, '  ')).text;
}

function remove(text: string, path: JsonPath): string {
  return removeProperty(parse(text), path);
}

describe('setValue', () => {
  it.each([
    ['an empty object', '{}', '{\n  "mcp": {\n    "on": true\n  }\n}'],
    ['an empty object with a line break after it', '{}\n', '{\n  "mcp": {\n    "on": true\n  }\n}\n'],
    ['two spaces', '{\n  "a": 1\n}', '{\n  "a": 1,\n  "mcp": {\n    "on": true\n  }\n}'],
    ['four spaces', '{\n    "a": 1\n}', '{\n    "a": 1,\n    "mcp": {\n        "on": true\n    }\n}'],
    ['tabs', '{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"mcp": {\n\t\t"on": true\n\t}\n}'],
    ['CRLF', '{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "mcp": {\r\n    "on": true\r\n  }\r\n}\r\n'],
    ['a minified file', '{"a":[1,2]}', '{"a":[1,2],"mcp":{"on":true}}'],
    ['one line with spaces', '{ "a": 1 }', '{ "a": 1, "mcp": {"on": true} }'],
    ['an object in which the value is missing', '{\n  "mcp": {\n    "x": 0\n  }\n}', '{\n  "mcp": {\n    "x": 0,\n    "on": true\n  }\n}'],
    ['an object on one line in a file of many', '{\n  "mcp": {"x":0},\n  "b": 2\n}', '{\n  "mcp": {"x":0,"on":true},\n  "b": 2\n}'],
    ['a value that is there', '{\n  "mcp": { "on": false },\n  "b": 1e400\n}', '{\n  "mcp": { "on": true },\n  "b": 1e400\n}'],
    ['a key that stands twice, of which the last counts', '{"mcp":{"on":0},"mcp":{"on":1}}', '{"mcp":{"on":0},"mcp":{"on":true}}'],
    ['a trailing comma', '{\n  "a": 1,\n}', '{\n  "a": 1,\n  "mcp": {\n    "on": true\n  },\n}'],
    ['a comment behind the last value', '{\n  "a": 1 // one\n}', '{\n  "a": 1, // one\n  "mcp": {\n    "on": true\n  }\n}'],
    ['a comment on its own line', '{\n  "a": 1\n  // end\n}', '{\n  "a": 1,\n  // end\n  "mcp": {\n    "on": true\n  }\n}'],
    ['nothing but a comment', '{\n  // empty\n}', '{\n  // empty\n  "mcp": {\n    "on": true\n  }\n}'],
  ])('writes into a file with %s in its own hand', (_, before, after) => {
    expect(set(before, ['mcp', 'on'], true)).toBe(after);
  });

  it('names the objects that it had to make', () => {
    const document = parse('{"a":{}}');
    expect(setValue(document, ['a', 'b', 'c', 'd'], true, detectLayout(document, '  ')).created).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]);
  });
});

describe('removeProperty', () => {
  it.each([
    ['the only property', '{\n  "mcp": 1\n}', '{}'],
    ['the first of two', '{\n  "mcp": 1,\n  "b": 2\n}', '{\n  "b": 2\n}'],
    ['the last of two', '{\n  "a": 1,\n  "mcp": 2\n}', '{\n  "a": 1\n}'],
    ['one in the middle', '{"a":1,"mcp":2,"b":3}', '{"a":1,"b":3}'],
    ['the last before a trailing comma', '{\n  "a": 1,\n  "mcp": 2,\n}', '{\n  "a": 1,\n}'],
    ['one with comments around', '{\n  "a": 1, // one\n  "mcp": 2 // two\n}', '{\n  "a": 1 // one // two\n}'],
    ['the only one, with a comment before it', '{\n  // note\n  "mcp": 2\n}', '{\n  // note\n}'],
    ['one that is not there', '{ "a": 1 }', '{ "a": 1 }'],
  ])('takes out %s and nothing else', (_, before, after) => {
    expect(remove(before, ['mcp'])).toBe(after);
    expect(parseDocument(after, lenientJson).ok).toBe(true);
  });
});

/** What JSON makes of a value: -0 becomes 0. */
function asJson(value: unknown): JsonValue {
  return z.json().parse(JSON.parse(JSON.stringify(value)));
}

const layouts = fc.record({
  indent: fc.constantFrom('', ' ', '  ', '    ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  last: fc.constantFrom('', '\n'),
});

describe('any file that parses', () => {
  it('holds the value afterwards, and every other value as before', () => {
    const files = fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), layouts);
    fc.assert(
      fc.property(files, fc.array(fc.string(), { minLength: 1, maxLength: 3 }), fc.jsonValue(), ([content, layout], tail, value) => {
        const path = ['ours', ...tail];
        const before = { ...content, ours: { other: 1 } };
        const text = JSON.stringify(before, null, layout.indent).replaceAll('\n', layout.eol) + layout.last;
        // A path through the number in `other` would not be one of objects.
        fc.pre(tail[0] !== 'other' && !path.includes('__proto__'));
        const json = asJson(value);
        const written = asJson(JSON.parse(set(text, path, json)));
        expect(written).toMatchObject(Object(asJson(content)));
        expect(path.reduce<unknown>((node, key) => Reflect.get(Object(node), key), written)).toEqual(json);
      }),
    );
  });

  it('is the same text again after a value was added and removed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), layouts, (content, layout) => {
        fc.pre(!('ours' in content));
        const text = JSON.stringify(content, null, layout.indent).replaceAll('\n', layout.eol) + layout.last;
        expect(remove(set(text, ['ours'], { url: 'x' }), ['ours'])).toBe(text);
      }),
    );
  });

  it('is strict JSON afterwards if it was before', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), layouts, (content, layout) => {
        fc.pre(!('ours' in content));
        const text = JSON.stringify(content, null, layout.indent).replaceAll('\n', layout.eol);
        expect(parseDocument(set(text, ['ours', 'deep'], [1, { a: null }]), strictJson).ok).toBe(true);
      }),
    );
  });
});
