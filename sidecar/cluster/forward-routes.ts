/**
 * Stands before the routes and passes on what another instance owns: messages and streams of its MCP sessions, and calls that
 * name a connection of its callers. Whatever is this instance's own, or nobody's, goes on to the routes.
 */
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError, toAppError, type ErrorCode } from '../errors.ts';
import { readBoundedBody } from '../http/bounded-body.ts';
import type { Authenticated } from '../security/authenticate.ts';
import type { AuthenticationGate } from '../security/authentication-gate.ts';
import { requestHeaders, type ForwardedRequest } from './forwarded.ts';
import type { Forwarder } from './forwarder.ts';
import type { Injector } from './injector.ts';
import { ownerOf } from './instance-ids.ts';

interface ForwardRoutesParts {
  readonly instance: string;
  readonly forwarder: Forwarder;
  readonly injector: Injector;
  readonly authenticate: AuthenticationGate;
  readonly bodyBytes: number;
}

/** What a request is about, and the error where that is gone with its instance. */
interface Subject {
  readonly id: string;
  readonly gone: ErrorCode;
  /** A session that was opened with its proof in the query stands for one itself, and so does a ticket; the owner decides that. */
  readonly mayLackProof?: true;
}

/** For a router that stands at the base path. */
export function forwardSessions(parts: ForwardRoutesParts): RequestHandler {
  return forwardSubjects(parts, (request) => {
    if (request.path === '/message' && request.method === 'POST') return subject(request.query['sessionId'], 'session-not-found', true);
    return request.path === '/mcp' ? subject(request.headers['mcp-session-id'], 'session-not-found') : undefined;
  });
}

/** For a router that stands at the base path. */
export function forwardConnections(parts: ForwardRoutesParts): RequestHandler {
  return forwardSubjects(parts, (request) => {
    const { connection, ticket } = request.query;
    if (request.path === '/stream') return subject(connection, 'connection-not-found', ticket === undefined ? undefined : true);
    const [, id] = /^\/api\/v1\/connections\/([^/]+)/.exec(request.path) ?? [];
    return subject(id, 'connection-not-found');
  });
}

function forwardSubjects(parts: ForwardRoutesParts, subjectOf: (request: Request) => Subject | undefined): RequestHandler {
  const { instance, forwarder, injector, authenticate, bodyBytes } = parts;
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const about = injector.callerOf(request) === undefined ? subjectOf(request) : undefined;
    const owner = about === undefined ? undefined : ownerOf(about.id);
    if (about === undefined || owner === undefined || owner === instance) {
      next();
      return;
    }
    const caller = await whoCalls(authenticate, request, response, about.mayLackProof === true);
    const body = await readBoundedBody(request, bodyBytes);
    if (!body.ok) throw body.error;
    if (await forwarder.forward(owner, forwarded(request, body.bytes, caller), response)) return;
    throw new AppError(about.gone, 'The instance that it belonged to is gone.');
  };
}

async function whoCalls(
  authenticate: AuthenticationGate,
  request: Request,
  response: Response,
  mayLackProof: boolean,
): Promise<Authenticated | undefined> {
  try {
    return await authenticate(request, response);
  } catch (error) {
    if (!mayLackProof || toAppError(error).code !== 'unauthorized') throw error;
    response.removeHeader('WWW-Authenticate');
    return undefined;
  }
}

/** What Express adds to a request of node:http. */
interface ArrivedRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly ip?: string | undefined;
}

/** @param caller undefined where the owner decides */
export function forwarded(request: ArrivedRequest, body: Buffer, caller: Authenticated | undefined): Omit<ForwardedRequest, 'id'> {
  return {
    method: request.method ?? 'GET',
    target: request.originalUrl ?? request.url ?? '/',
    headers: requestHeaders(request.headers),
    body: body.toString('base64'),
    address: request.ip ?? 'unknown',
    ...(caller === undefined ? {} : { caller }),
  };
}

function subject(id: unknown, gone: ErrorCode, mayLackProof?: true): Subject | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  return { id, gone, ...(mayLackProof === undefined ? {} : { mayLackProof }) };
}
