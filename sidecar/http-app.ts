/** The Express app out of its parts: guard, health, MCP, admin API, dashboard, and the mapping of what goes wrong. */
import type { Server } from 'node:http';
import express, { Router, type Express, type Request } from 'express';
import { createDashboardRoutes, findDashboard } from './admin/dashboard.ts';
import { createAdminRoutes, type AdminParts } from './admin/routes.ts';
import type { Bridge } from './bridge/bridge.ts';
import { apiOperations } from './bridge/api/operations.ts';
import { createApiRoutes } from './bridge/api/routes.ts';
import { createStreamRoutes } from './bridge/stream-routes.ts';
import type { Cluster } from './cluster/cluster.ts';
import { forwardConnections, forwardSessions } from './cluster/forward-routes.ts';
import { shareStateless } from './cluster/shared-stateless.ts';
import type { Config } from './config/schema.ts';
import { createConnectionLimit } from './http/connection-limit.ts';
import { createClientScriptRoutes } from './http/client-script.ts';
import { createErrorMiddleware, notFound } from './http/error-middleware.ts';
import { createHealthRoutes } from './http/health-routes.ts';
import { createProtectedResourceRoutes } from './http/protected-resource-routes.ts';
import { requestTarget } from './http/request-target.ts';
import { createMetricsRoutes } from './http/metrics-routes.ts';
import { HTTP_SSE_PROTOCOL_VERSION } from './mcp/transports/http-sse/inbound.ts';
import { createHttpSseRoutes } from './mcp/transports/http-sse/routes.ts';
import type { OpenListening } from './mcp/resources/listening.ts';
import { createStatelessHandler } from './mcp/transports/stateless/handler.ts';
import type { ListenFeeds } from './mcp/transports/stateless/listen-feeds.ts';
import { createStreamableHttpRoutes } from './mcp/transports/streamable-http/routes.ts';
import { jsonRpcErrors } from './mcp/transports/json-rpc-errors.ts';
import { createSessionId } from './mcp/session.ts';
import type { SessionFactory } from './mcp/session-factory.ts';
import type { McpSessions } from './mcp/sessions.ts';
import type { StatelessServerFactory } from './mcp/stateless-factory.ts';
import type { Health } from './observe/health.ts';
import type { Metrics } from './observe/metrics.ts';
import type { LogBook } from './observe/log.ts';
import { createAuthenticator } from './security/authenticate.ts';
import { createAuthenticationGate, type AuthenticationGate } from './security/authentication-gate.ts';
import { createHostOriginGuard } from './security/host-origin-guard.ts';
import { isLocalRequest, isLoopbackAddress } from './security/loopback.ts';
import { peerCertificate } from './security/peer-certificate.ts';
import { createProtectedResource } from './security/protected-resource.ts';
import { createSecurityHeaders } from './security/security-headers.ts';
import { trustedProxies } from './security/trusted-proxies.ts';
import { messageEndpoint } from './urls.ts';
import { VERSION } from './version.ts';

interface HttpAppParts {
  readonly config: Config;
  readonly log: LogBook;
  readonly sessions: McpSessions;
  readonly createSession: SessionFactory;
  readonly createStatelessServer: StatelessServerFactory;
  readonly events: ListenFeeds;
  readonly openListening: OpenListening;
  readonly health: Health;
  readonly admin: AdminParts;
  readonly bridge: Bridge;
  readonly metrics: Metrics;
  /** The instances that this one is one of; undefined if it is alone. */
  readonly cluster: Cluster | undefined;
}

interface HttpApp {
  readonly app: Express;
  /** To be called with each server that the app is served by, before it listens. */
  guard(server: Server): void;
  /** Tells the clients of open streams when to come back. */
  endStreams(retryMs: number): void;
}

export function createHttpApp({
  config,
  log,
  sessions,
  createSession,
  createStatelessServer,
  events,
  openListening,
  health,
  admin,
  bridge,
  metrics,
  cluster,
}: HttpAppParts): HttpApp {
  const { server, auth, limits, sse, stream } = config;
  const { oauth2 } = auth;
  const resource = auth.mode === 'oauth2' && oauth2 !== undefined ? createProtectedResource({ server, oauth2 }) : undefined;
  const authenticator = createAuthenticator(auth, { queryTokenPath: `${server.basePath}/sse`, log: log.scope('auth') });
  const gate = createAuthenticationGate(authenticator, (request) => resource?.address(request, requestTarget(request).path));
  // Who sent a request that another instance has passed on was decided there.
  const authenticate: AuthenticationGate = cluster
    ? async (request, response, session) => cluster.injector.callerOf(request)?.caller ?? gate(request, response, session)
    : gate;
  const newSessionId = cluster ? () => cluster.ownId(createSessionId()) : createSessionId;
  const httpSse = createHttpSseRoutes({
    sessions,
    authenticate,
    newSessionId,
    messageEndpoint: messageEndpoint(config),
    heartbeatMs: sse.heartbeatSeconds * 1_000,
    bodyBytes: limits.bodyBytes,
    bufferBytes: stream.bufferBytes,
    createSession: (parts) => createSession({ ...parts, transportKind: 'http-sse', protocolVersions: [HTTP_SSE_PROTOCOL_VERSION] }),
  });
  const keepAliveMs = sse.heartbeatSeconds * 1_000;
  const stateless = createStatelessHandler({
    createServer: createStatelessServer,
    events,
    openListening,
    maxListeners: limits.sessions,
    bufferBytes: stream.bufferBytes,
    keepAliveMs,
    clockToleranceMs: auth.clockToleranceSeconds * 1_000,
    log: log.scope('mcp'),
  });
  const streamableHttp = createStreamableHttpRoutes({
    sessions,
    authenticate,
    newSessionId,
    createSession,
    stateless: cluster ? shareStateless(stateless, { ...cluster, owners: cluster.scopeOwners }) : stateless,
    bodyBytes: limits.bodyBytes,
    bufferBytes: stream.bufferBytes,
    keepAliveMs,
    retryMs: stream.retryMs,
  });

  async function isAdministrator(request: Request): Promise<boolean> {
    const result = await authenticator({
      method: request.method,
      ...requestTarget(request),
      headers: request.headers,
      certificate: peerCertificate(request.socket),
    });
    return result.ok && bridge.api.authorize(result.principal, { action: 'admin' }).ok;
  }

  // To Express true is every proxy that the header names, be it anybody's invention.
  const proxies = typeof server.trustProxy === 'boolean' ? Number(server.trustProxy) : server.trustProxy;
  const isProxy = trustedProxies(proxies);
  const connections = createConnectionLimit({
    perAddress: limits.connectionsPerAddress,
    isExempt: (address) => isLoopbackAddress(address) || isProxy(address),
  });
  const app = express();
  app.set('trust proxy', proxies);
  app.set('etag', false);
  app.use(createSecurityHeaders({ hstsSeconds: server.tls?.hstsSeconds }));
  app.use(connections.refuse);
  app.use(createHostOriginGuard(server));
  // First of the routers, because each that stands before it costs every tool call.
  const mcp = Router();
  const forwarding = cluster && { ...cluster, authenticate, bodyBytes: limits.bodyBytes };
  if (forwarding) mcp.use(forwardSessions(forwarding));
  mcp.use(httpSse.router, streamableHttp.router, jsonRpcErrors(log));
  app.use(server.basePath, mcp);
  app.use(
    createHealthRoutes({
      health,
      // That the issuer of a token cannot be asked is no trouble of this server's.
      maySeeDetails: async (request) =>
        isLocalRequest(request) ||
        admin.authenticator.authenticate(request.headers).ok ||
        (await isAdministrator(request).catch(() => false)),
    }),
  );
  app.use(createMetricsRoutes({ metrics, authenticator: admin.authenticator, isAdministrator }));
  if (resource !== undefined) app.use(createProtectedResourceRoutes(resource));
  const apiPath = `${server.basePath}/api/v1`;
  const connectionRoutes = Router();
  if (forwarding) connectionRoutes.use(forwardConnections(forwarding));
  connectionRoutes.use(
    createStreamRoutes({ ...bridge.streams, authenticate }),
    Router().use(
      '/api/v1',
      createApiRoutes({
        operations: apiOperations(bridge.api),
        authenticate,
        bodyBytes: limits.bodyBytes,
        path: apiPath,
        version: VERSION,
        onAnswered: (operation, status) => bridge.requests.count(operation, status),
      }),
    ),
  );
  app.use(server.basePath, connectionRoutes);
  if (cluster) {
    const passedOn = express();
    passedOn.set('etag', false);
    passedOn.use(server.basePath, mcp, connectionRoutes);
    passedOn.use(notFound, createErrorMiddleware(log));
    cluster.injector.serve(passedOn);
  }
  app.use(server.basePath, createClientScriptRoutes());
  app.use(`${server.basePath}/admin/v1`, createAdminRoutes(admin, isAdministrator));
  app.use(createDashboardRoutes(findDashboard(), server.basePath));
  app.use(notFound, createErrorMiddleware(log));
  return {
    app,
    guard: (listener) => connections.guard(listener),
    endStreams(retryMs) {
      httpSse.close(retryMs);
      streamableHttp.close(retryMs);
      void stateless.close();
      bridge.close();
    },
  };
}
