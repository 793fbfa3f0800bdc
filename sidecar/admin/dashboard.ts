/**
 * The dashboard's page at the root: the same build that the desktop shows in its window. It asks the admin API itself and
 * holds no secret, so it is served to whoever passes the guard; the token comes in the fragment of the printed address.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { AppError } from '../errors.ts';
import { onlyMethods } from '../http/error-middleware.ts';

/** Beside the bundled sidecar, and where the build puts it when the sidecar runs from its sources. */
const PLACES = ['../renderer', '../../dist/renderer'];

const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const BASE_PATH_META = /(<meta name="mqttx-base-path" content=")[^"]*(")/;

/** The folder of the built page; undefined where it was not built or not shipped. */
export function findDashboard(): string | undefined {
  return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((folder) => existsSync(join(folder, 'index.html')));
}

export function createDashboardRoutes(folder: string | undefined, basePath: string): Router {
  const router = Router();
  if (folder === undefined) {
    router.get('/', () => {
      throw new AppError('not-found', 'The dashboard is not part of this installation.', {
        hint: 'Build it with "npm run build"; everything else works without it.',
      });
    });
    return router;
  }
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace(BASE_PATH_META, `$1${basePath}$2`);
  router
    .route('/')
    .get((_request, response) => {
      response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-cache' }).type('html').send(page);
    })
    .all(onlyMethods('GET'));
  // Names of assets carry a hash of their content.
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }));
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h' }));
  return router;
}
