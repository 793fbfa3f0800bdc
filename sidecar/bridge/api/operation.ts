/**
 * One operation of the HTTP API as data: what it takes and gives, by schema, and the function that does it. The router serves it
 * and the OpenAPI document describes it, both from this.
 */
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';
import type { Principal } from '../../security/principal.ts';

export interface ApiCall<Body> {
  readonly principal: Principal;
  /** The part of the path named so; empty where the path has none. */
  readonly param: (name: string) => string;
  readonly body: Body;
}

interface OperationFacts {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** Below `…/api/v1`, with `{name}` for its parameters. */
  readonly path: string;
  readonly summary: string;
  readonly success: { readonly status: 200 | 201 | 204; readonly description: string; readonly schema?: z.ZodType };
  /** Refusals of its own; those that every operation has are not repeated. */
  readonly refusals: readonly ErrorCode[];
}

export interface Operation extends OperationFacts {
  readonly bodySchema: z.ZodType | undefined;
  /** Resolves with the body of the response; undefined for 204. Rejects with an `AppError`. */
  readonly call: (call: ApiCall<unknown>) => Promise<unknown>;
}

interface OperationDefinition<Body extends z.ZodType> extends OperationFacts {
  readonly body: Body;
  readonly run: (call: ApiCall<z.output<Body>>) => unknown;
}

/** An operation that takes a body, which is checked before it runs. */
export function withBody<Body extends z.ZodType>({ body, run, ...facts }: OperationDefinition<Body>): Operation {
  return { ...facts, bodySchema: body, call: async (call) => run({ ...call, body: parsed(body, call.body) }) };
}

export function withoutBody({ run, ...facts }: OperationFacts & { readonly run: (call: ApiCall<unknown>) => unknown }): Operation {
  return { ...facts, bodySchema: undefined, call: async (call) => run(call) };
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => (path.length === 0 ? message : `"${path.join('.')}": ${message}`));
  throw new AppError('invalid-arguments', `The body does not fit: ${problems.join('; ')}.`, {
    hint: 'See openapi.json beside this address for what is allowed.',
  });
}
