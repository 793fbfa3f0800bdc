/**
 * `GET …/client.js`: the browser library as a classic script, for pages without modules or a bundler. It holds no secret, and a page
 * of any origin may load a script, so it is served to whoever passes the guard. Used by the composition of the app.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { AppError } from '../errors.ts';
import { onlyMethods } from './error-middleware.ts';

/** Beside the bundled sidecar, and where the build puts it when the sidecar runs from its sources. */
const PLACES = ['../client/script.js', '../../dist/client/script.js'];

/** The file; undefined where it was not built or not shipped. Looked for at every request: it may be built meanwhile. */
function findClientScript(): string | undefined {
  return PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
}

export function createClientScriptRoutes(find = findClientScript): Router {
  const router = Router();
  router
    .route('/client.js')
    .get((_request, response) => {
      const file = find();
      if (file === undefined) {
        throw new AppError('not-found', 'The browser library is not part of this installation.', {
          hint: 'Build it with "npm run build"; everything else works without it.',
        });
      }
      // The address is the same for every version: browsers ask again, and get 304 while nothing changed.
      response.set('Cache-Control', 'no-cache').type('text/javascript').sendFile(file, { cacheControl: false, dotfiles: 'allow' });
    })
    .all(onlyMethods('GET', 'HEAD'));
  return router;
}
