/**
 * `/health/live` and `/health/ready`. Anybody may know whether the server can serve; what exactly is wrong is told on this
 * machine, and to whoever may administer the server.
 */
import { Router, type Request, type Response } from 'express';
import type { Health } from '../observe/health.ts';
import { onlyMethods } from './error-middleware.ts';

interface HealthRoutes {
  readonly health: Health;
  readonly maySeeDetails: (request: Request) => boolean | Promise<boolean>;
}

export function createHealthRoutes({ health, maySeeDetails }: HealthRoutes): Router {
  function live(_request: Request, response: Response): void {
    answer(response, 200, health.live());
  }

  async function ready(request: Request, response: Response): Promise<void> {
    const { status, checks } = await health.ready();
    const body = (await maySeeDetails(request)) ? { status, checks } : { status };
    answer(response, status === 'ok' ? 200 : 503, body);
  }

  const router = Router();
  router.route('/health/live').get(live).all(onlyMethods('GET'));
  router.route('/health/ready').get(ready).all(onlyMethods('GET'));
  return router;
}

function answer(response: Response, status: number, body: object): void {
  response.status(status).set('Cache-Control', 'no-store').json(body);
}
