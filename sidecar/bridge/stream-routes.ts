/**
 * `GET …/stream` (WIRE, section 3): who asks, for what, from where on. The Host/Origin guard stands before it; whatever is
 * refused is mapped by the error middleware behind it.
 */
import { Router, type Request, type Response } from 'express';
import { onlyMethods } from '../http/error-middleware.ts';
import { requestTarget } from '../http/request-target.ts';
import type { AuthenticationGate } from '../security/authentication-gate.ts';
import { openStream, type StreamParts } from './open-stream.ts';
import { parseStreamQuery, resumePoint } from './stream-query.ts';

interface StreamRoutesParts extends StreamParts {
  readonly authenticate: AuthenticationGate;
}

export function createStreamRoutes(parts: StreamRoutesParts): Router {
  async function open(request: Request, response: Response): Promise<void> {
    const { query } = requestTarget(request);
    const { principal } = await parts.authenticate(request, response);
    const parsed = parseStreamQuery(query);
    if (!parsed.ok) throw parsed.error;
    const point = resumePoint(request.get('Last-Event-ID'), query);
    await openStream(parts, { query: parsed.query, point, principal, address: request.ip ?? 'unknown', request, response });
  }

  const router = Router();
  // Express would answer HEAD by the handler of GET, which never ends.
  router.route('/stream').head(onlyMethods('GET')).get(open).all(onlyMethods('GET'));
  return router;
}
