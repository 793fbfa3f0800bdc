/** `GET /metrics`. Open on this machine; from elsewhere it takes the admin token, or a signed one with the scope mqtt:admin. */
import { Router, type Request, type Response } from 'express';
import type { Metrics } from '../observe/metrics.ts';
import type { AdminAuthenticator } from '../security/admin-authenticator.ts';
import { isLocalRequest } from '../security/loopback.ts';
import { onlyMethods } from './error-middleware.ts';

interface MetricsRoutes {
  readonly metrics: Metrics;
  readonly authenticator: AdminAuthenticator;
  /** Whether a request without the admin token speaks for somebody who may administer the server all the same. */
  readonly isAdministrator: (request: Request) => Promise<boolean>;
}

export function createMetricsRoutes({ metrics, authenticator, isAdministrator }: MetricsRoutes): Router {
  async function answer(request: Request, response: Response): Promise<void> {
    if (!isLocalRequest(request)) await demandToken(request, response);
    response.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(await metrics.text());
  }

  async function demandToken(request: Request, response: Response): Promise<void> {
    const result = authenticator.authenticate(request.headers);
    if (result.ok || (await isAdministrator(request))) return;
    response.setHeader('WWW-Authenticate', result.challenge);
    throw result.error;
  }

  const router = Router();
  router.route('/metrics').get(answer).all(onlyMethods('GET'));
  return router;
}
