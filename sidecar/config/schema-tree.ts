/**
 * How to find one's way in a Zod schema: what lies under the wrappers, what stands at a path, what was noted on it. Used by
 * everything that derives something from the configuration schema. Knows Zod, but no setting.
 */
import { z } from 'zod';

export type Schema = z.core.$ZodType;

/** Where a value stands in a configuration: keys, and positions in lists. */
export type Path = readonly (string | number)[];

function innerOf(schema: Schema): Schema | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.innerType;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return schema.def.innerType;
  return undefined;
}

/** The schema without defaults and optionality. */
export function unwrap(schema: Schema): Schema {
  const inner = innerOf(schema);
  return inner === undefined ? schema : unwrap(inner);
}

/** What `.meta()` and `.describe()` noted, at any layer; what stands further out wins. */
export function metaOf(schema: Schema): z.core.GlobalMeta {
  const inner = innerOf(schema);
  return { ...(inner === undefined ? {} : metaOf(inner)), ...z.globalRegistry.get(schema) };
}

/** The value that stands in for a missing one; undefined for sections, whose fields have defaults of their own. */
export function defaultOf(schema: Schema): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
}

export function isRequired(schema: Schema): boolean {
  return innerOf(schema) === undefined;
}

/** The schema of the entries of a map: an object whose keys the user chooses. */
export function entrySchemaOf(schema: Schema): Schema | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodRecord) return bare.def.valueType;
  if (!(bare instanceof z.ZodObject)) return undefined;
  const rest = bare.def.catchall;
  return rest === undefined || rest instanceof z.ZodNever ? undefined : rest;
}

/** The fields of a section: an object whose keys the schema fixes. */
export function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const bare = unwrap(schema);
  return bare instanceof z.ZodObject && entrySchemaOf(bare) === undefined ? bare.shape : undefined;
}

export function elementSchemaOf(schema: Schema): Schema | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodArray) return bare.def.element;
  if (!(bare instanceof z.ZodUnion)) return undefined;
  return bare.def.options.map(elementSchemaOf).find((element) => element !== undefined);
}

/** The schema of what stands at a path; undefined where the schema knows no such place. */
export function schemaAt(root: Schema, path: Path): Schema | undefined {
  let schema: Schema | undefined = root;
  for (const step of path) {
    if (schema === undefined) return undefined;
    if (typeof step === 'number') {
      schema = elementSchemaOf(schema);
    } else {
      const fields = fieldsOf(schema);
      schema = fields === undefined ? entrySchemaOf(schema) : Object.hasOwn(fields, step) ? fields[step] : undefined;
    }
  }
  return schema;
}

/** As people write it: `policy.rules[2].topic`. */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** The path is the other one, or leads through it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((step, index) => path[index] === step);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
