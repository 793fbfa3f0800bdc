/**
 * Reads JSON (RFC 8259, no comments): a configuration file, or a map given by an environment variable or flag. Messages are
 * worded here: those of JSON.parse repeat a piece of the text, and that piece may be a password.
 */
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type FileProblem, lineAt, type ParsedFile, withoutByteOrderMark } from './parsed-file.ts';
import type { Path } from './schema-tree.ts';

const words: Readonly<Record<string, string>> = {
  CloseBraceExpected: 'a closing } is missing.',
  CloseBracketExpected: 'a closing ] is missing.',
  ColonExpected: 'a colon is missing.',
  CommaExpected: 'a comma is missing.',
  EndOfFileExpected: 'something follows the end of the document.',
  InvalidCommentToken: 'a comment stands there, and JSON knows none.',
  PropertyNameExpected: 'a key in double quotes is missing; no comma may stand before a closing }.',
  UnexpectedEndOfString: 'the closing quote of a text is missing.',
  ValueExpected: 'a value is missing, or a text has no double quotes; no comma may stand before a closing ].',
};

function explain({ error }: ParseError): string {
  return `not valid JSON: ${words[printParseErrorCode(error)] ?? 'a character stands there that is not allowed.'}`;
}

function* repeatedKeys(node: Node): Generator<Node> {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) yield key;
    if (key !== undefined) seen.add(key.value);
    yield* repeatedKeys(child);
  }
}

function findLine(source: string, root: Node, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    const place = node?.parent?.type === 'property' ? node.parent : node;
    if (place !== undefined) return lineAt(source, place.offset);
  }
  return undefined;
}

export function parseJson(text: string): ParsedFile {
  const source = withoutByteOrderMark(text);
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { disallowComments: true });
  if (root === undefined)
    return { ok: false, problems: [{ line: undefined, text: 'not valid JSON: there is nothing in it. Write {} at least.' }] };
  const first = errors[0];
  if (first !== undefined) return { ok: false, problems: [{ line: lineAt(source, first.offset), text: explain(first) }] };

  const repeated = [...repeatedKeys(root)];
  const problems = repeated.map(({ offset }): FileProblem => ({
    line: lineAt(source, offset),
    text: 'not valid JSON: the key stands there twice. Remove one of the two.',
  }));
  if (problems.length > 0) return { ok: false, problems };

  try {
    // Unlike the tree, JSON.parse keeps `__proto__` an ordinary key, which is refused later like every unknown one.
    return { ok: true, value: JSON.parse(source), lineOf: (path) => findLine(source, root, path) };
  } catch {
    return { ok: false, problems: [{ line: undefined, text: 'not valid JSON.' }] };
  }
}
