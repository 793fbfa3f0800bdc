/** The two file parsers: what is wrong, in which line, and never a piece of the file. */
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../sidecar/config/parse-json.ts';
import { parseYaml } from '../../../sidecar/config/parse-yaml.ts';
import type { ParsedFile } from '../../../sidecar/config/parsed-file.ts';

function problems(parsed: ParsedFile): string[] {
  return parsed.ok ? [] : parsed.problems.map(({ line, text }) => `${line ?? '?'}: ${text}`);
}

describe('YAML', () => {
  test.each([
    ['a: 1\nb: *x', '2: not valid YAML: * begins a reference, and nothing has that name. Put a text that begins with * in quotes.'],
    ['a: "\\q"', '1: not valid YAML: a backslash in double quotes begins an escape, and this is none. Double it, or use single quotes.'],
    ['a:\n  - b\n c: 1', '3: not valid YAML: the indentation does not fit. Keys of one section stand in one column.'],
    ['\na: @x', '2: not valid YAML: a text cannot begin with this character. Put the text in quotes.'],
    ['a: b: c', '1: not valid YAML: a second key stands in the line. Put each key in a line of its own, and a text with ": " in quotes.'],
    ['a: 1\nb: 2\na: 3', '3: not valid YAML: the key stands there twice. Remove one of the two.'],
    ['a: "x', '1: not valid YAML: a closing quote or bracket, or a colon, is missing.'],
    ['a: 1\n---\nb: 2', '2: not valid YAML: a second document begins. The file may hold one only.'],
    ['a:\n\tb: 1', '2: not valid YAML: a tab is used for indentation. YAML wants spaces.'],
    ['a: !x y', '1: not valid YAML: ! begins a tag, and there is none of that name. Put a text that begins with ! in quotes.'],
    ['a: ]', '1: not valid YAML: the structure of the file breaks off.'],
  ])('%j', (text, problem) => {
    expect(problems(parseYaml(text))).toContain(problem);
  });

  test('references that unfold without end are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array(10)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]`,
    );
    expect(problems(parseYaml(levels.join('\n')))).toEqual(['?: not valid YAML: its references (*) unfold without end. Write them out.']);
  });

  test('a place is told by its key, or by the nearest one around it', () => {
    const parsed = parseYaml('a:\n  b:\n    - x\n    - y: 1\n      z: 2\nc: &c\n  d: 1\ne: *c\n1: 2\n');
    const line = (...path: (string | number)[]) => (parsed.ok ? parsed.lineOf(path) : undefined);
    expect([line('a'), line('a', 'b', 0), line('a', 'b', 1, 'z'), line('a', 'b', 1, 'q'), line('a', 'b', 7)]).toEqual([1, 3, 5, 4, 2]);
    expect([line('e', 'd'), line('1'), line('nowhere'), line()]).toEqual([7, 9, undefined, undefined]);
  });
});

describe('JSON', () => {
  test.each([
    ['', '?: not valid JSON: there is nothing in it. Write {} at least.'],
    ['{"a": 1', '1: not valid JSON: a closing } is missing.'],
    ['{"a": [1', '1: not valid JSON: a closing ] is missing.'],
    ['{"a" 1}', '1: not valid JSON: a colon is missing.'],
    ['{"a": 1\n"b": 2}', '2: not valid JSON: a comma is missing.'],
    ['{} {}', '1: not valid JSON: something follows the end of the document.'],
    ['{\n// x\n}', '2: not valid JSON: a comment stands there, and JSON knows none.'],
    ['{"a": 1,\n}', '2: not valid JSON: a key in double quotes is missing; no comma may stand before a closing }.'],
    ['{"a": "x', '1: not valid JSON: the closing quote of a text is missing.'],
    ['{"a": x}', '1: not valid JSON: a character stands there that is not allowed.'],
    ['[1,]', '1: not valid JSON: a value is missing, or a text has no double quotes; no comma may stand before a closing ].'],
    ['{"a": 1,\n"b": {"c": 1, "c": 2}}', '2: not valid JSON: the key stands there twice. Remove one of the two.'],
  ])('%j', (text, problem) => {
    expect(problems(parseJson(text))[0]).toBe(problem);
  });

  test('a place is told by its key, or by the nearest one around it', () => {
    const parsed = parseJson('{\n"a": {\n"b": [\n1,\n{"c": 2}\n]}}');
    const line = (...path: (string | number)[]) => (parsed.ok ? parsed.lineOf(path) : undefined);
    expect([line('a'), line('a', 'b'), line('a', 'b', 0), line('a', 'b', 1, 'c'), line('a', 'x'), line('x')]).toEqual([
      2,
      3,
      4,
      5,
      2,
      undefined,
    ]);
  });

  test('a key named __proto__ is a key like others', () => {
    const parsed = parseJson('{"__proto__": 1}');
    expect(parsed.ok && Object.keys(parsed.value ?? {})).toEqual(['__proto__']);
  });
});
