/**
 * Lists every setting of the schema with the names it has outside: its key, its environment variable, its flags. Environment,
 * command line, help and reference are derived from this list alone.
 */
import { describeType } from './describe-type.ts';
import type { SecretKind } from './fields.ts';
import { defaultOf, elementSchemaOf, entrySchemaOf, fieldsOf, isRequired, metaOf, type Schema } from './schema-tree.ts';
import { configSchema } from './schema.ts';

export const VARIABLE_PREFIX = 'MQTTX_SSE_';

export interface Setting {
  /** Such as `server.port`, or `profiles.<name>.url` within a map. */
  readonly key: string;
  /** The steps to it; `<name>` for the entries of a map, `[]` for those of a list. */
  readonly path: readonly string[];
  readonly schema: Schema;
  /** What it may be, in words. */
  readonly type: string;
  readonly description: string;
  /** Undefined where there is none. */
  readonly defaultValue: unknown;
  readonly required: boolean;
  readonly secret: SecretKind | undefined;
  /** The names by which it can be given on its own; undefined for what is given with the map or list it is part of. */
  readonly names: SettingNames | undefined;
}

interface SettingNames {
  readonly variable: string;
  /** Without the dashes; the short form, where there is one, comes first. */
  readonly flags: readonly string[];
}

export interface Section {
  readonly name: string;
  readonly description: string;
  readonly settings: readonly Setting[];
}

function splitWords(step: string): string[] {
  return step.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

/** `server.basePath` → `MQTTX_SSE_SERVER_BASE_PATH` */
function variableName(path: readonly string[]): string {
  return VARIABLE_PREFIX + path.flatMap(splitWords).join('_').toUpperCase();
}

/** `server.basePath` → `server-base-path` */
function flagName(path: readonly string[]): string {
  return path.flatMap(splitWords).join('-');
}

function formatKey(path: readonly string[]): string {
  return path.reduce((key, step) => (step === '[]' ? `${key}[]` : key === '' ? step : `${key}.${step}`), '');
}

function toSetting(path: readonly string[], schema: Schema, withinMap: boolean): Setting {
  const { description = '', secret, flag } = metaOf(schema);
  const long = flagName(path);
  return {
    key: formatKey(path),
    path,
    schema,
    type: describeType(schema),
    description,
    defaultValue: defaultOf(schema),
    required: isRequired(schema),
    secret,
    names: withinMap ? undefined : { variable: variableName(path), flags: flag === undefined || flag === long ? [long] : [flag, long] },
  };
}

/** Fields of a section, entries of a map and elements of a list of objects; a map or list comes before what it holds. */
function* walk(path: readonly string[], schema: Schema, withinMap: boolean): Generator<Setting> {
  const fields = fieldsOf(schema);
  if (fields !== undefined) {
    for (const [name, field] of Object.entries(fields)) yield* walk([...path, name], field, withinMap);
    return;
  }
  const isPlaceholder = /^(?:<.*>|\[\])$/.test(path.at(-1) ?? '');
  if (!isPlaceholder) yield toSetting(path, schema, withinMap);
  const entry = entrySchemaOf(schema);
  if (entry !== undefined) yield* walk([...path, '<name>'], entry, true);
  const element = elementSchemaOf(schema);
  if (element !== undefined && fieldsOf(element) !== undefined) yield* walk([...path, '[]'], element, true);
}

/** The settings under each top-level key, in the order of the schema. */
export function listSections(): Section[] {
  return Object.entries(configSchema.shape).map(([name, schema]) => ({
    name,
    description: metaOf(schema).description ?? '',
    settings: [...walk([name], schema, false)],
  }));
}

export function listSettings(): Setting[] {
  return listSections().flatMap((section) => section.settings);
}

/** The settings that have an environment variable and a flag of their own. */
export function listNamedSettings(): (Setting & { readonly names: SettingNames })[] {
  return listSettings().flatMap((setting) => (setting.names === undefined ? [] : [{ ...setting, names: setting.names }]));
}
