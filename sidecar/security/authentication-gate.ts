/**
 * Asks the decision point about a request of `node:http` or Express and puts the challenge of a refusal into the response.
 * Used by routes, which go on with the principal or let the error pass to the error middleware.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestTarget } from '../http/request-target.ts';
import type { Authenticate, Authenticated } from './authenticate.ts';
import { peerCertificate } from './peer-certificate.ts';

/** Rejects with the `AppError` of a refusal; `WWW-Authenticate` is set by then. */
export type AuthenticationGate = (request: IncomingMessage, response: ServerResponse, session?: Authenticated) => Promise<Authenticated>;

/** @param resourceMetadata the address of the metadata of what is asked for, where there is such metadata */
export function createAuthenticationGate(
  authenticate: Authenticate,
  resourceMetadata: (request: IncomingMessage) => string | undefined = () => undefined,
): AuthenticationGate {
  return async (request, response, session) => {
    const { path, query } = requestTarget(request);
    const { method = 'GET', headers } = request;
    const result = await authenticate({
      method,
      path,
      query,
      headers,
      resourceMetadata: resourceMetadata(request),
      certificate: peerCertificate(request.socket),
      session,
    });
    if (result.ok) return { principal: result.principal, carrier: result.carrier };
    response.setHeader('WWW-Authenticate', result.challenge);
    throw result.error;
  };
}
