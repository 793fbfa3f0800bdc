/**
 * The sidecar behind a port: the parts of compose.ts, the Express app and its listener; here all of them end, in order. Used
 * by the command line, by the desktop's child process and by the tests.
 */
import { composeSidecar } from './compose.ts';
import type { Config } from './config/schema.ts';
import { createHttpApp } from './http-app.ts';
import { listen } from './http/listen.ts';
import { createServers } from './http/create-servers.ts';
import { describePortHolder } from './observe/describe-port-holder.ts';
import { createHealth } from './observe/health.ts';
import type { LogBook } from './observe/log.ts';
import { listenerProblem } from './security/listen-safety.ts';
import type { SidecarParts } from './sidecar-parts.ts';
import { createUrls, type SidecarUrls } from './urls.ts';
import { VERSION } from './version.ts';

/**
 * How long an idle connection is kept: longer than proxies do (nginx 60 s, Traefik 90 s). Else one may send a request at the very moment
 * when it is closed here, and has to answer a POST with 502, which it may not send twice (RFC 9110, section 9.2.2).
 */
const KEEP_ALIVE_MS = 95_000;

export interface Sidecar {
  readonly port: number;
  readonly urls: SidecarUrls;
  readonly adminToken: string;
  readonly log: LogBook;
  /** Where the embedded broker listens; undefined if there is none. */
  readonly embeddedBrokerUrl: string | undefined;
  readonly defaultBrokerUrl: string;
  /** Other profiles from now on; connections that exist stay as they are. */
  updateProfiles(profiles: Config['profiles'], defaultProfile: string): void;
  /** Another policy from now on; subscriptions that it denies end. */
  updatePolicy(policy: Config['policy']): void;
  /** Ends everything: streams are told to come back, broker connections send DISCONNECT. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * @throws AppError `unsafe-listener`, `port-in-use`, `cannot-listen`, `invalid-configuration`; nothing is left running then
 */
export async function startSidecar(config: Config): Promise<Sidecar> {
  const unsafe = listenerProblem({ ...config.server, auth: config.auth });
  if (unsafe !== undefined) throw unsafe;
  const parts = await composeSidecar(config);
  try {
    return await serveHttp(parts);
  } catch (error) {
    await parts.release();
    throw error;
  }
}

/**
 * Opens the port for parts that exist; stopping what it returns releases them as well.
 * @throws AppError as `startSidecar`; the parts are the caller's to release then
 */
export async function serveHttp(parts: SidecarParts): Promise<Sidecar> {
  const {
    config,
    log,
    hub,
    profiles,
    activity,
    approvals,
    sessions,
    createSession,
    createStatelessServer,
    events,
    openListening,
    handles,
    bridge,
    metrics,
    admin,
    source,
    feed,
    cluster,
  } = parts;
  let stopping: Promise<void> | undefined;
  const http = createHttpApp({
    config,
    log,
    sessions,
    createSession,
    createStatelessServer,
    events,
    openListening,
    bridge,
    metrics,
    cluster,
    health: createHealth({
      version: VERSION,
      checks: [{ name: 'server', check: () => ({ ok: stopping === undefined }) }, ...(cluster === undefined ? [] : [cluster.health])],
    }),
    admin: {
      authenticator: admin,
      snapshot: source.snapshot,
      feed,
      hub,
      profiles,
      defaultProfile: () => parts.defaultProfile(),
      sessions: { get: (id) => sessions.get(id) ?? handles.closable(id) },
      streams: bridge.streams.registry,
      activity,
      approvals,
      log,
      bodyBytes: config.limits.bodyBytes,
    },
  });

  const { host, port, tls } = config.server;
  const { limits } = config;
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerSeconds * 1_000,
    requestTimeout: Math.max(limits.requestSeconds, limits.headerSeconds) * 1_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(1_000, limits.headerSeconds * 250),
  };
  const servers = createServers({ tls, options, answer: http.app, prepare: http.guard, log: log.scope('tls') });
  const listener = await listen(servers.create, {
    host,
    port,
    describeHolder: (taken) => describePortHolder(taken, log.redactor),
  }).catch((error: unknown) => {
    http.endStreams(config.stream.retryMs);
    throw error;
  });
  servers.watch();
  const urls = createUrls(config, listener.port);
  parts.listensAt(urls, servers);
  parts.resume();

  async function stop(): Promise<void> {
    await listener.close({
      graceMs: config.server.shutdownSeconds * 1_000,
      endStreams: [() => http.endStreams(config.stream.retryMs), () => feed.close(), () => sessions.closeAll()],
    });
    servers.close();
    await parts.release();
    log.info('Stopped');
  }

  log.info('Listening', { addresses: listener.addresses.join(', '), port: listener.port, version: VERSION });
  return {
    port: listener.port,
    urls,
    adminToken: admin.token,
    log,
    embeddedBrokerUrl: parts.embeddedBrokerUrl,
    defaultBrokerUrl: parts.defaultBrokerUrl,
    updateProfiles: (changed, changedDefault) => parts.updateProfiles(changed, changedDefault),
    updatePolicy: (changed) => parts.updatePolicy(changed),
    stop: () => (stopping ??= stop()),
  };
}
