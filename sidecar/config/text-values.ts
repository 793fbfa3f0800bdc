/**
 * Turns the text of an environment variable, a flag or a reference into the value that the schema expects there. What does not
 * look like one stays text, so that the schema refuses it with the same words as in a file.
 */
import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import { elementSchemaOf, entrySchemaOf, fieldsOf, type Schema, unwrap } from './schema-tree.ts';

export type TextValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly text: string };

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

function readNumber(text: string): number | string {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

/** Maps, sections, and lists of sections: given as JSON. */
export function isWrittenAsJson(schema: Schema): boolean {
  const shape = elementSchemaOf(schema) ?? schema;
  return entrySchemaOf(shape) !== undefined || fieldsOf(shape) !== undefined;
}

export function isList(schema: Schema): boolean {
  return elementSchemaOf(schema) !== undefined && !isWrittenAsJson(schema);
}

/** True or false: a flag that needs no value. */
export function isSwitch(schema: Schema): boolean {
  return unwrap(schema) instanceof z.ZodBoolean;
}

/** A text setting takes every text as it is. */
export function isText(schema: Schema): boolean {
  const bare = unwrap(schema);
  return bare instanceof z.ZodString || bare instanceof z.ZodEnum;
}

function readJson(text: string): TextValue {
  const parsed = parseJson(text);
  if (parsed.ok) return { ok: true, value: parsed.value };
  return { ok: false, text: parsed.problems.map((problem) => problem.text).join(' ') };
}

function readScalar(schema: Schema, text: string): unknown {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodBoolean) return booleans.get(text.trim().toLowerCase()) ?? text;
  if (bare instanceof z.ZodNumber) return readNumber(text);
  if (bare instanceof z.ZodLiteral) return [...bare.values].find((value) => String(value) === text.trim()) ?? text;
  return text;
}

function splitList(schema: Schema, text: string): unknown[] {
  const element = elementSchemaOf(schema);
  const items = text.split(',').map((item) => item.trim());
  return items.filter((item) => item !== '').map((item) => (element === undefined ? item : readScalar(element, item)));
}

/** The first alternative that accepts what it reads; if none does, what the last one read, for the error message. */
function readUnion(schema: z.ZodUnion, text: string): unknown {
  let value: unknown = text;
  for (const option of schema.def.options) {
    value = isList(option) ? splitList(option, text) : readScalar(option, text);
    if (z.safeParse(option, value).success) return value;
  }
  return value;
}

export function readText(schema: Schema, text: string): TextValue {
  const bare = unwrap(schema);
  if (isWrittenAsJson(bare)) return readJson(text);
  if (bare instanceof z.ZodUnion) return { ok: true, value: readUnion(bare, text) };
  return { ok: true, value: isList(bare) ? splitList(bare, text) : readScalar(bare, text) };
}
