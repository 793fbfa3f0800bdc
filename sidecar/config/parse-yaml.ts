/**
 * Reads a configuration file in YAML 1.2, with merge keys (`<<`), since profiles often share settings. Messages are worded
 * here: those of the parser may repeat a piece of the file, and that piece may be a password.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type FileProblem, type ParsedFile, withoutByteOrderMark } from './parsed-file.ts';
import type { Path } from './schema-tree.ts';

const words: Readonly<Record<string, string>> = {
  BAD_ALIAS: '* begins a reference, and nothing has that name. Put a text that begins with * in quotes.',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape, and this is none. Double it, or use single quotes.',
  BAD_INDENT: 'the indentation does not fit. Keys of one section stand in one column.',
  BAD_SCALAR_START: 'a text cannot begin with this character. Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'a second key stands in the line. Put each key in a line of its own, and a text with ": " in quotes.',
  DUPLICATE_KEY: 'the key stands there twice. Remove one of the two.',
  MISSING_CHAR: 'a closing quote or bracket, or a colon, is missing.',
  MULTIPLE_DOCS: 'a second document begins. The file may hold one only.',
  TAB_AS_INDENT: 'a tab is used for indentation. YAML wants spaces.',
  TAG_RESOLVE_FAILED: '! begins a tag, and there is none of that name. Put a text that begins with ! in quotes.',
};

function explain(code: string): string {
  return `not valid YAML: ${words[code] ?? 'the structure of the file breaks off.'}`;
}

function unresolvedAliases(document: Document.Parsed): number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) offsets.push(alias.range?.[0] ?? 0);
    },
  });
  return offsets;
}

/** The node at one step from another, and where the step's own text begins. */
function stepInto(
  document: Document.Parsed,
  node: unknown,
  step: string | number,
): { node: unknown; offset: number | undefined } | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isMap(target)) {
    const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair === undefined ? undefined : { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (!isSeq<Node>(target) || typeof step !== 'number') return undefined;
  const item = target.items[step];
  return item === undefined ? undefined : { node: item, offset: item.range?.[0] };
}

export function parseYaml(source: string): ParsedFile {
  const lines = new LineCounter();
  const lineOfOffset = (offset: number) => lines.linePos(offset).line;
  const document = parseDocument(withoutByteOrderMark(source), { lineCounter: lines, merge: true, prettyErrors: false });

  const problems: FileProblem[] = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    line: lineOfOffset(pos[0]),
    text: explain(code),
  }));
  if (problems.length === 0) {
    problems.push(...unresolvedAliases(document).map((offset) => ({ line: lineOfOffset(offset), text: explain('BAD_ALIAS') })));
  }
  if (problems.length > 0) return { ok: false, problems };

  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    // The parser stops references that would unfold into more than it is willing to hold.
    return { ok: false, problems: [{ line: undefined, text: 'not valid YAML: its references (*) unfold without end. Write them out.' }] };
  }

  function lineOf(path: Path): number | undefined {
    let node: unknown = document.contents;
    let line: number | undefined;
    for (const step of path) {
      const next = stepInto(document, node, step);
      if (next === undefined) return line;
      if (next.offset !== undefined) line = lineOfOffset(next.offset);
      node = next.node;
    }
    return line;
  }
  return { ok: true, value, lineOf };
}
