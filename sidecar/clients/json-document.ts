/**
 * Reads the text of a settings file the way its client will, and says in words why it cannot be edited when it cannot. Gives
 * the syntax tree with offsets; values are never turned into text again from here, so what is not ours stays byte for byte.
 */
import { getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Refusal, RefusalCode } from './schemas.ts';
import type { FileFormat, JsonPath } from './types.ts';

export interface JsonDocument {
  readonly text: string;
  readonly root: Node;
}

export type ParseResult = { readonly ok: true; readonly document: JsonDocument } | { readonly ok: false; readonly refusal: Refusal };

export function parseDocument(text: string, format: FileFormat): ParseResult {
  if (text.startsWith('\uFEFF'))
    return refuse('bom', 'it starts with a byte order mark, which its parser does not accept', 'Save it as UTF-8 without BOM.');
  if (text.trim() === '') return refuse('empty', 'it is empty', 'Delete it, so that the client makes a new one, or write {} into it.');
  try {
    return parseText(text, format);
  } catch (thrown) {
    // The parser is recursive, and a file can be nested deeper than the stack.
    if (!(thrown instanceof RangeError)) throw thrown;
    return refuse('unparsable', 'it is nested too deeply', 'Restore it from a backup.');
  }
}

function parseText(text: string, format: FileFormat): ParseResult {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: !format.comments, allowTrailingComma: format.trailingCommas });
  const [first] = errors;
  if (first !== undefined) return explain(text, first);
  // The tree of jsonc-parser is a little more tolerant than `JSON.parse`, by which the client reads the file.
  if (!format.comments && !isStrictJson(text))
    return refuse('unparsable', 'it is not valid JSON', 'Correct it in an editor, or restore it from a backup.');
  if (root?.type !== 'object') return refuse('not-an-object', 'it holds no object at the top', 'Its content has to stand between { and }.');
  return { ok: true, document: { text, root } };
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function explain(text: string, error: ParseError): ParseResult {
  const where = position(text, error.offset);
  if (parsesWith(text, { disallowComments: false, allowTrailingComma: false })) {
    return refuse('comments', `it has a comment at ${where}, which its parser does not know`, 'Remove the comments.');
  }
  if (parsesWith(text, { disallowComments: false, allowTrailingComma: true })) {
    return refuse('unparsable', 'it has a comma before a closing bracket, which its parser does not know', 'Remove that comma.');
  }
  const code = printParseErrorCode(error.error);
  if (error.offset + (code.startsWith('UnexpectedEnd') ? error.length : 0) >= text.trimEnd().length) {
    return refuse('truncated', `it ends before it is complete (${where})`, 'Restore it from a backup.');
  }
  return refuse('unparsable', `it is not valid JSON (${words(code)} at ${where})`, 'Correct it in an editor, or restore it from a backup.');
}

function parsesWith(text: string, options: { disallowComments: boolean; allowTrailingComma: boolean }): boolean {
  const errors: ParseError[] = [];
  parseTree(text, errors, options);
  return errors.length === 0;
}

/** `CommaExpected` → `comma expected`. */
function words(code: string): string {
  return code.replaceAll(/(?<!^)([A-Z])/g, ' $1').toLowerCase();
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

export function refuse(code: RefusalCode, reason: string, hint: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, reason, hint } };
}

/** The properties of an object node as [key, property, value]. */
export function properties(node: Node): { readonly key: string; readonly property: Node; readonly value: Node }[] {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key !== undefined && value !== undefined && typeof key.value === 'string' ? [{ key: key.value, property, value }] : [];
  });
}

/** The property a client sees under a key. Where a key stands twice, the last one counts, as in `JSON.parse`. */
export function findProperty(node: Node, key: string): { readonly property: Node; readonly value: Node } | undefined {
  return properties(node).findLast((candidate) => candidate.key === key);
}

/** The node at a path of keys; undefined where the path ends or leaves the objects. */
export function findNode(root: Node, path: JsonPath): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    if (node?.type !== 'object') return undefined;
    node = findProperty(node, key)?.value;
  }
  return node;
}

export function nodeText(document: JsonDocument, node: Node): string {
  return document.text.slice(node.offset, node.offset + node.length);
}

/** The value as plain objects; those of jsonc-parser have no prototype and so are never strictly equal to others. */
export function nodeValue(node: Node): unknown {
  return structuredClone<unknown>(getNodeValue(node));
}
