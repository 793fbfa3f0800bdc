/**
 * Sets and removes single values in the text of a JSON file by cutting and inserting ranges, so that every other byte stays:
 * order, indentation, comments, line breaks, number literals. (`modify` of jsonc-parser reformats the whole line it touches, which
 * in a minified file is everything.) Pure.
 */
import type { Node } from 'jsonc-parser';
import { findNode, findProperty, properties } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import { indentationAt, layoutWithin, printJson } from './json-layout.ts';
import type { Layout } from './json-layout.ts';
import type { JsonPath, JsonValue } from './types.ts';

interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly insert: string;
}

/**
 * Puts a value at a path and makes the objects on the way that are missing. Every object that exists on the way has to be one.
 * @returns the new text, and the paths of the objects that were made
 */
export function setValue(document: JsonDocument, path: JsonPath, value: JsonValue, layout: Layout): { text: string; created: JsonPath[] } {
  const { text, root } = document;
  const existing = findNode(root, path);
  if (existing !== undefined) return { text: splice(text, [replacement(text, existing, value, layout)]), created: [] };

  let depth = path.length - 1;
  while (depth > 0 && findNode(root, path.slice(0, depth)) === undefined) depth -= 1;
  const container = findNode(root, path.slice(0, depth));
  const [key, ...below] = path.slice(depth);
  if (container?.type !== 'object' || key === undefined) throw new TypeError(`No object at ${path.slice(0, depth).join('.')}`);
  const nested = below.reduceRight<JsonValue>((inner, segment) => ({ [segment]: inner }), value);
  const created = below.map((_, index) => path.slice(0, depth + 1 + index));
  return { text: splice(text, insertion(text, container, key, nested, layout)), created };
}

/** Puts the given JSON text in place of the value at a path that exists. */
export function restoreText({ text, root }: JsonDocument, path: JsonPath, json: string): string {
  const node = findNode(root, path);
  return node === undefined ? text : splice(text, [{ offset: node.offset, length: node.length, insert: json }]);
}

/** Takes a property out, with the comma that it needed; does nothing where it does not exist. */
export function removeProperty({ text, root }: JsonDocument, path: JsonPath): string {
  const object = findNode(root, path.slice(0, -1));
  const key = path.at(-1);
  if (object?.type !== 'object' || key === undefined) return text;
  const found = findProperty(object, key);
  return found === undefined ? text : splice(text, removal(text, object, found.property));
}

function replacement(text: string, node: Node, value: JsonValue, layout: Layout): TextEdit {
  // What stood on one line stays on one line, unless the file is written on lines of its own throughout.
  const own =
    node.type === 'object'
      ? layoutWithin(text, node, layout)
      : node.parent?.parent
        ? layoutWithin(text, node.parent.parent, layout)
        : layout;
  return { offset: node.offset, length: node.length, insert: printJson(value, own, indentationAt(text, node.offset)) };
}

function insertion(text: string, object: Node, key: string, value: JsonValue, layout: Layout): TextEdit[] {
  const own = layoutWithin(text, object, layout);
  const children = properties(object);
  const last = children.at(-1)?.property;
  const closing = object.offset + object.length - 1;
  const outer = indentationAt(text, object.offset);
  const first = children[0]?.property;
  const lead = first !== undefined && own.multiLine ? indentationAt(text, first.offset) : outer + own.indent;
  const property = JSON.stringify(key) + own.colon + printJson(value, own, lead);

  if (last === undefined) {
    const inside = text.slice(object.offset + 1, closing);
    if (inside.trim() === '') {
      const insert = own.multiLine ? own.eol + lead + property + own.eol + outer : property;
      return [{ offset: object.offset + 1, length: inside.length, insert }];
    }
    // Only a comment stands there, and it may be one that reaches to the end of its line.
    return [{ offset: scanGap(text, object.offset + 1, closing).end, length: 0, insert: own.eol + lead + property }];
  }

  const gap = scanGap(text, end(last), closing);
  const before = own.multiLine ? own.eol + lead : own.comma.slice(1);
  const commaBefore: TextEdit[] = gap.comma === undefined ? [{ offset: end(last), length: 0, insert: ',' }] : [];
  return [...commaBefore, { offset: gap.end, length: 0, insert: before + property + (gap.comma === undefined ? '' : ',') }];
}

function removal(text: string, object: Node, property: Node): TextEdit[] {
  const children = properties(object).map((child) => child.property);
  const index = children.indexOf(property);
  const previous = children[index - 1];
  const next = children[index + 1];
  if (next !== undefined) {
    const gap = scanGap(text, end(property), next.offset);
    const from = gap.comma === undefined ? end(property) : gap.comma + 1;
    return [cut(property.offset, from + leadingSpace(text.slice(from, next.offset)))];
  }
  const closing = object.offset + object.length - 1;
  const after = scanGap(text, end(property), closing);
  const until = after.comma === undefined ? end(property) : after.comma + 1;
  const start = previous === undefined ? object.offset + 1 : end(previous);
  const before = scanGap(text, start, property.offset);
  if (previous === undefined && before.end === start && text.slice(until, closing).trim() === '') return [cut(start, closing)];
  // The comma behind the property before becomes a trailing one only if the file had a trailing one here.
  const comma = before.comma !== undefined && after.comma === undefined ? [cut(before.comma, before.comma + 1)] : [];
  return [...comma, cut(before.end, until)];
}

/** White space, comments and at most one comma between two tokens: where the comma is, and where the last thing but space ends. */
function scanGap(text: string, from: number, to: number): { comma: number | undefined; end: number } {
  let comma: number | undefined;
  let last = from;
  let offset = from;
  while (offset < to) {
    if (text.startsWith('//', offset)) {
      const lineEnd = text.slice(offset, to).search(/[\r\n]/);
      offset = lineEnd === -1 ? to : offset + lineEnd;
      last = offset;
    } else if (text.startsWith('/*', offset)) {
      offset = text.indexOf('*/', offset) + 2;
      last = offset;
    } else if (text[offset] === ',') {
      comma = offset;
      offset += 1;
      last = offset;
    } else {
      offset += 1;
    }
  }
  return { comma, end: last };
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

function end(node: Node): number {
  return node.offset + node.length;
}

function cut(from: number, to: number): TextEdit {
  return { offset: from, length: to - from, insert: '' };
}

/** @param edits in ascending order, without overlap */
function splice(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of edits) {
    result += text.slice(position, edit.offset) + edit.insert;
    position = edit.offset + edit.length;
  }
  return result + text.slice(position);
}
