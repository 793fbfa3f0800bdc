/** Says what a person has to know of a finding of the validation: what stood there, and what is allowed. */
import { describeType } from './describe-type.ts';
import { fieldsOf, formatPath, isRecord, type Path, type Schema, schemaAt } from './schema-tree.ts';
import { showValue } from './show-value.ts';
import { suggest } from './suggest.ts';
import { isText } from './text-values.ts';
import type { Issue } from './validate.ts';
import { listSettings } from './walk-schema.ts';
import { enumerate } from './words.ts';

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step];
    else if (isRecord(current) && Object.hasOwn(current, step)) current = current[step];
    else return undefined;
  }
  return current;
}

/** A key that exists, but elsewhere: `port` at the top is meant to be `server.port` or `embeddedBroker.port`. */
function sameKeyElsewhere(key: string): string[] {
  return listSettings()
    .filter(({ path, names }) => names !== undefined && path.at(-1) === key)
    .map((setting) => setting.key);
}

function explainUnknownKey(root: Schema, path: Path): string {
  const key = String(path.at(-1));
  const parent = schemaAt(root, path.slice(0, -1));
  const allowed = Object.keys((parent === undefined ? undefined : fieldsOf(parent)) ?? {});
  const near = suggest(key, allowed);
  const elsewhere = path.length === 1 && near === undefined ? sameKeyElsewhere(key) : [];
  const meant = near === undefined ? elsewhere : [formatPath([...path.slice(0, -1), near])];
  const hint = meant.length === 0 ? '' : ` Did you mean ${enumerate(meant, 'or')}?`;
  return `there is no such setting.${hint} Allowed here: ${allowed.join(', ')}.`;
}

function explainWrongValue(schema: Schema | undefined, value: unknown, reference: string | undefined): string {
  const allowed = schema === undefined ? 'nothing' : describeType(schema);
  if (value === undefined) return `is missing. Needed: ${allowed}.`;
  const stood = reference === undefined ? showValue(value, schema) : `what ${reference} yields (not shown)`;
  const needsQuotes = schema !== undefined && isText(schema) && (typeof value === 'number' || typeof value === 'boolean');
  return `${stood} stood there. Allowed: ${allowed}.${needsQuotes ? ' Put it in quotes to make it a text.' : ''}`;
}

/** @param references what was written where a reference stood, by formatted path */
export function explainIssue(root: Schema, value: unknown, issue: Issue, references: ReadonlyMap<string, string>): string {
  const { kind, path, message } = issue;
  const reference = references.get(formatPath(path));
  // The words of a rule may repeat the value, which what a reference yields must not be.
  if (kind === 'rule' && reference === undefined) return message;
  if (kind === 'unknown-key') return explainUnknownKey(root, path);
  return explainWrongValue(schemaAt(root, path), valueAt(value, path), reference);
}
