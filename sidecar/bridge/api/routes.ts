/** Serves the operations of the HTTP API, and the document that describes them. Errors are mapped by the middleware behind it. */
import { Router, type Request, type Response } from 'express';
import { onlyMethods } from '../../http/error-middleware.ts';
import { readJsonBody } from '../../http/json-body.ts';
import type { AuthenticationGate } from '../../security/authentication-gate.ts';
import { renderOpenApi } from './openapi.ts';
import type { Operation } from './operation.ts';

interface ApiRoutesParts {
  readonly operations: readonly Operation[];
  readonly authenticate: AuthenticationGate;
  readonly bodyBytes: number;
  /** Where the router stands, as `/mqttx/api/v1`. */
  readonly path: string;
  readonly version: string;
  /** Told of each request with the operation's id and the status it was answered with. */
  readonly onAnswered: (operation: string, status: number) => void;
}

export function createApiRoutes({ operations, authenticate, bodyBytes, path, version, onAnswered }: ApiRoutesParts): Router {
  const document = renderOpenApi({ operations, path, version });

  async function serve(operation: Operation, request: Request, response: Response): Promise<void> {
    response.once('close', () => onAnswered(operation.id, response.statusCode));
    const { principal } = await authenticate(request, response);
    const body = operation.bodySchema === undefined ? undefined : await bodyOf(request, bodyBytes);
    const param = (name: string): string => String(request.params[name] ?? '');
    const result = await operation.call({ principal, param, body });
    response.status(operation.success.status).set('Cache-Control', 'no-store');
    if (result === undefined) response.end();
    else response.json(result);
  }

  const router = Router();
  const byPath = Object.groupBy(operations, (operation) => operation.path);
  for (const [template, same = []] of Object.entries(byPath)) {
    const route = router.route(template.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const operation of same) route[operation.method]((request, response) => serve(operation, request, response));
    route.all(onlyMethods(...same.map(({ method }) => method.toUpperCase())));
  }
  router
    .route('/openapi.json')
    .get((_request, response) => void response.json(document))
    .all(onlyMethods('GET'));
  return router;
}

async function bodyOf(request: Request, maxBytes: number): Promise<unknown> {
  // What has to stand in a body is for its schema to say, also where there is none (RFC 9112, section 6.3).
  const { 'transfer-encoding': coding, 'content-length': length = '0' } = request.headers;
  if (coding === undefined && length === '0') return {};
  const body = await readJsonBody(request, { maxBytes });
  if (!body.ok) throw body.error;
  return body.value;
}
