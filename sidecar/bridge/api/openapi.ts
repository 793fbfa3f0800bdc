/**
 * The OpenAPI 3.1 document of the HTTP API, made of the operations and of the schemas that check the requests: what it says is
 * what is enforced. Pure.
 */
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../errors.ts';
import { JsonSchemas } from './json-schemas.ts';
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
  const schemas = new JsonSchemas();
  schemas.add(problemSchema, 'output');
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = operationObject(operation, schemas);
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
      schemas: schemas.named,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationObject({ id, path, summary, bodySchema, success, refusals }: Operation, schemas: JsonSchemas): object {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(name === 'id' ? { description: 'Id of a connection, or name of a profile, which connects on first use.' } : {}),
  }));
  const body = bodySchema && {
    required: !bodySchema.safeParse({}).success,
    content: { 'application/json': { schema: schemas.add(bodySchema, 'input') } },
  };
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.schema === undefined ? {} : { content: { 'application/json': { schema: schemas.add(success.schema, 'output') } } }),
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
