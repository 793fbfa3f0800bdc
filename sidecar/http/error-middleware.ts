/**
 * The last middlewares of the Express app: what no route answered becomes 404, what was thrown becomes a problem. Errors of
 * body parsers and of Express itself are put into the words of the registry; anything else is a 500 that tells nothing and is
 * logged whole.
 */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { sendProblem } from './problem.ts';
import { requestTarget } from './request-target.ts';

/** The errors of http-errors, which Express and its body parsers raise: 4xx are the client's fault. */
const httpErrorSchema = z.object({ status: z.int().min(400).max(499), type: z.string().optional(), message: z.string() });

const codesByType: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'body-too-large',
  'parameters.too.many': 'body-too-large',
  'entity.parse.failed': 'invalid-json',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
};

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

export const notFound: RequestHandler = (request) => {
  throw new AppError('not-found', `Nothing stands at ${request.method} ${requestTarget(request).path}.`);
};

/** A handler for a path whose methods are all served before it: 405 with `Allow`. */
export function onlyMethods(...methods: readonly string[]): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', methods.join(', '));
    throw new AppError('method-not-allowed', `${request.method} is not served at ${requestTarget(request).path}.`, {
      hint: `Use ${methods.join(' or ')}.`,
    });
  };
}

export function createErrorMiddleware(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, request, response, _next) => {
    const error = toHttpError(thrown);
    const about = { method: request.method, path: requestTarget(request).path, status: error.status };
    if (error.status >= 500) log.error('A request failed', { ...about, error: error.cause ?? error });
    else log.debug('A request was refused', { ...about, code: error.code, reason: error.message });
    sendProblem(response, error);
  };
}

function toHttpError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const http = httpErrorSchema.safeParse(thrown);
  if (!http.success) return new AppError('internal', undefined, { cause: thrown });
  const { type = '', status, message } = http.data;
  const known = codesByType[type] ?? codesByStatus[status];
  // Their own words quote the body; ours do not.
  return known === undefined
    ? new AppError('invalid-arguments', message, { cause: thrown })
    : new AppError(known, undefined, { cause: thrown });
}
