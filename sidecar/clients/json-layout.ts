/**
 * The handwriting of a JSON file: its indentation, its line breaks, the spaces after its colons. What we add is written in the
 * same hand. Pure; used by json-edit.ts.
 */
import type { Node } from 'jsonc-parser';
import { properties } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import type { JsonValue } from './types.ts';

export interface Layout {
  readonly eol: string;
  /** One level of indentation. */
  readonly indent: string;
  /** Whether properties stand on lines of their own. */
  readonly multiLine: boolean;
  readonly colon: string;
  readonly comma: string;
}

/** @param fallbackIndent what a file without any indentation gets */
export function detectLayout({ text, root }: JsonDocument, fallbackIndent: string): Layout {
  const [first] = properties(root);
  const multiLine = first === undefined || hasLineBreak(text.slice(root.offset, first.property.offset));
  const lead = first === undefined ? '' : indentationAt(text, first.property.offset);
  const inner = lead.slice(indentationAt(text, root.offset).length);
  const spaced = first === undefined || /^\s/.test(afterColon(text, first.property));
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: multiLine && inner !== '' ? inner : fallbackIndent,
    multiLine,
    colon: multiLine || spaced ? ': ' : ':',
    comma: spaced ? ', ' : ',',
  };
}

/** The layout inside one object, which may be written on a single line in a file of many. */
export function layoutWithin(text: string, object: Node, layout: Layout): Layout {
  const [first] = properties(object);
  if (first === undefined) return layout;
  const multiLine = hasLineBreak(text.slice(object.offset, first.property.offset));
  const spaced = /^\s/.test(afterColon(text, first.property));
  return { ...layout, multiLine, colon: spaced ? ': ' : ':', comma: spaced ? ', ' : ',' };
}

/** The white space at the start of the line on which an offset lies. */
export function indentationAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** JSON text of a value whose first line stands behind `lead` on its line. */
export function printJson(value: JsonValue, layout: Layout, lead: string): string {
  return layout.multiLine ? JSON.stringify(value, null, layout.indent).replaceAll('\n', layout.eol + lead) : printInline(value, layout);
}

function printInline(value: JsonValue, layout: Layout): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => printInline(item, layout)).join(layout.comma)}]`;
  const members = Object.entries(value).map(([key, member]) => JSON.stringify(key) + layout.colon + printInline(member, layout));
  return `{${members.join(layout.comma)}}`;
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function afterColon(text: string, property: Node): string {
  const [, value] = property.children ?? [];
  return value === undefined ? '' : text.slice((property.colonOffset ?? value.offset) + 1, value.offset);
}

function hasLineBreak(text: string): boolean {
  return text.includes('\n');
}
