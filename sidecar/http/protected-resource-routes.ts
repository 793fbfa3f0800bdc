/**
 * `/.well-known/oauth-protected-resource[/…]` (RFC 9728, section 3.1): in mode oauth2, for anybody, since it is what a client
 * reads before it has a token.
 */
import { Router, type Request, type Response } from 'express';
import { AppError } from '../errors.ts';
import { WELL_KNOWN, type ProtectedResource } from '../security/protected-resource.ts';
import { onlyMethods } from './error-middleware.ts';
import { requestTarget } from './request-target.ts';

export function createProtectedResourceRoutes(resource: ProtectedResource): Router {
  function tell(request: Request, response: Response): void {
    const { path } = requestTarget(request);
    const metadata = resource.metadata(request, path.slice(WELL_KNOWN.length).replace(/\/$/, ''));
    if (metadata === undefined) throw new AppError('not-found', `Nothing below ${path.slice(WELL_KNOWN.length)} is served here.`);
    response.set('Cache-Control', 'max-age=300').json(metadata);
  }

  const router = Router();
  router
    .route([WELL_KNOWN, `${WELL_KNOWN}/{*path}`])
    .get(tell)
    .all(onlyMethods('GET'));
  return router;
}
