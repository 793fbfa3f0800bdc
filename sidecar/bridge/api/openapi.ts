/**
 * The OpenAPI 3.1 document of the HTTP API, made of the operations and of the schemas that check the requests: what it says is
 * what is enforced. Pure.
 */
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { Operation } from './operation.ts';

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Stable; one of the codes that the operation names.'),
    hint: z.string().describe('What to do about it.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

/** What every operation may answer beside its own refusals. */
const common: readonly ErrorCode[] = ['unauthorized', 'invalid-token', 'insufficient-scope', 'internal'];
const withBodyCommon: readonly ErrorCode[] = ['invalid-arguments', 'invalid-json', 'body-too-large', 'unsupported-media-type'];

interface OpenApiParts {
  readonly operations: readonly Operation[];
  /** Path of the API, as `/mqttx/api/v1`. */
  readonly path: string;
  readonly version: string;
}

export function renderOpenApi({ operations, path, version }: OpenApiParts): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = operationObject(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'MQTTX SSE Server',
      version,
      description: 'Publish over MQTT, keep subscriptions, and open streams from any language that speaks HTTP.',
    },
    servers: [{ url: path }],
    security: [{}, { bearer: [] }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationObject({ id, path, summary, bodySchema, success, refusals }: Operation): object {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(name === 'id' ? { description: 'Id of a connection, or name of a profile, which connects on first use.' } : {}),
  }));
  const body = bodySchema && { required: true, content: { 'application/json': { schema: jsonSchema(bodySchema, 'input') } } };
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.schema === undefined ? {} : { content: { 'application/json': { schema: jsonSchema(success.schema, 'output') } } }),
      },
      ...refusalResponses([...refusals, ...common, ...(body === undefined ? [] : withBodyCommon)]),
    },
  };
}

function refusalResponses(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = Object.groupBy(new Set(codes), (code) => String(new AppError(code).status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      {
        description: same.map((code) => `${code}: ${new AppError(code).title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
