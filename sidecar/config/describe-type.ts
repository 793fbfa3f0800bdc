/**
 * Says in words what a setting may be. The words follow "Allowed:" in an error message and fill the type column of the
 * reference, so they cannot differ from what is checked.
 */
import { z } from 'zod';
import { elementSchemaOf, entrySchemaOf, fieldsOf, metaOf, type Schema, unwrap } from './schema-tree.ts';
import { enumerate } from './words.ts';

function describeNumber(schema: z.ZodNumber): string {
  const noun = schema.format === 'safeint' ? 'integer' : 'number';
  const { minValue, maxValue } = schema;
  return `${noun} from ${minValue} to ${maxValue}`;
}

/** Such as `integer from 0 to 65535`, `list of texts`, `memory, sqlite or redis`. */
export function describeType(schema: Schema): string {
  const { allowed } = metaOf(schema);
  if (allowed !== undefined) return allowed;
  const bare = unwrap(schema);
  if (bare instanceof z.ZodNumber) return describeNumber(bare);
  if (bare instanceof z.ZodBoolean) return 'true or false';
  if (bare instanceof z.ZodEnum) return enumerate(bare.options, 'or');
  if (bare instanceof z.ZodLiteral) return enumerate([...bare.values], 'or');
  if (bare instanceof z.ZodString) return 'text';
  const element = elementSchemaOf(bare);
  if (element !== undefined) return `list of: ${describeType(element)}`;
  const fields = fieldsOf(bare);
  if (fields !== undefined) return `section with the keys ${enumerate(Object.keys(fields), 'and')}`;
  return entrySchemaOf(bare) === undefined ? 'value' : 'map';
}
