/** Shows a value that stood in the configuration in an error message, without giving a secret away. */
import { entrySchemaOf, fieldsOf, metaOf, type Schema } from './schema-tree.ts';

const MAX_SHOWN = 80;

/** The credentials of a URL, up to the last @: a password that was not percent-encoded may hold slashes and more of them. */
export function hideCredentials(text: string): string {
  return text.replace(/\/\/.*@/s, '//***@');
}

export function isPemText(text: string): boolean {
  return text.includes('-----BEGIN');
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return 'a section';
  if (typeof value === 'string') return 'a text';
  return `a ${typeof value}`;
}

/** `"abc"`, `70000`, `a list`; of a secret, and of a text where a whole section belongs, only what kind of value it is. */
export function showValue(value: unknown, schema: Schema | undefined): string {
  const kind = kindOf(value);
  if (value === null || typeof value === 'object' || schema === undefined) return kind;
  const { secret } = metaOf(schema);
  const isHidden = secret === 'value' || secret === 'pem' || fieldsOf(schema) !== undefined || entrySchemaOf(schema) !== undefined;
  if (isHidden) return `${kind} (not shown)`;
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(shorten(isPemText(value) ? '-----BEGIN …' : hideCredentials(value)));
}
