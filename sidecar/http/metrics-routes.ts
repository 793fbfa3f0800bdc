/** `GET /metrics`. Open on this machine; from elsewhere it takes the admin token, since figures tell how the server is used. */
import { Router, type Request, type Response } from 'express';
import type { Metrics } from '../observe/metrics.ts';
import type { AdminAuthenticator } from '../security/admin-authenticator.ts';
import { isLocalRequest } from '../security/loopback.ts';
import { onlyMethods } from './error-middleware.ts';

interface MetricsRoutes {
  readonly metrics: Metrics;
  readonly authenticator: AdminAuthenticator;
}

export function createMetricsRoutes({ metrics, authenticator }: MetricsRoutes): Router {
  async function answer(request: Request, response: Response): Promise<void> {
    if (!isLocalRequest(request)) demandToken(request, response);
    response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(await metrics.text());
  }

  function demandToken(request: Request, response: Response): void {
    const result = authenticator.authenticate(request.headers);
    if (result.ok) return;
    response.setHeader('WWW-Authenticate', result.challenge);
    throw result.error;
  }

  const router = Router();
  router.route('/metrics').get(answer).all(onlyMethods('GET'));
  return router;
}
