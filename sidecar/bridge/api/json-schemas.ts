/**
 * Schemas as JSON Schema for the OpenAPI document: those with a name stand under `components/schemas` once, and are referred to
 * there. zod refers to `#/$defs` of each schema's own, which within a document leads nowhere. Used by openapi.ts.
 */
import { z } from 'zod';

const jsonObject = z.record(z.string(), z.unknown());

export class JsonSchemas {
  readonly #named: Record<string, unknown> = {};

  /** All schemas with a name so far, by name. */
  get named(): Readonly<Record<string, unknown>> {
    return this.#named;
  }

  /** @param io as a client sends it (`input`), or as the server does (`output`) */
  add(schema: z.ZodType, io: 'input' | 'output'): object {
    const text = JSON.stringify(z.toJSONSchema(schema, { io })).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
    const { $schema: _dialect, $defs = {}, ...rest } = jsonObject.parse(JSON.parse(text));
    for (const [name, definition] of Object.entries(jsonObject.parse($defs))) {
      const { id: _name, ...described } = jsonObject.parse(definition);
      this.#named[name] = described;
    }
    return rest;
  }
}
