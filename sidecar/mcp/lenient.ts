/**
 * Argument schemas that forgive what models do: numbers, booleans and objects typed as strings are taken for what they
 * say where that is safe. The JSON Schema that clients see names the proper type only.
 */
import { z } from 'zod';

function parsed(value: unknown, pattern: RegExp): unknown {
  if (typeof value !== 'string' || !pattern.test(value.trim())) return value;
  try {
    const result: unknown = JSON.parse(value);
    return result;
  } catch {
    return value;
  }
}

/** Takes `"1883"` for `1883`. */
export function number<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => parsed(value, /^-?\d+(\.\d+)?$/), schema);
}

/** Takes `"true"` for `true`, in any case of letters. */
export function boolean() {
  return z.preprocess((value) => (typeof value === 'string' ? parsed(value.toLowerCase(), /^(true|false)$/) : value), z.boolean());
}

/** Takes the text of a JSON object or list for what it says. */
export function structure<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => parsed(value, /^[[{]/), schema);
}

/** Takes `1` for `"1"`: an identifier may look like a number. */
export function identifier(schema: z.ZodString = z.string()) {
  return z.preprocess((value) => (typeof value === 'number' ? String(value) : value), schema);
}

export function qos(description: string) {
  return number(z.literal([0, 1, 2], { error: 'must be 0, 1 or 2' })).describe(description);
}
