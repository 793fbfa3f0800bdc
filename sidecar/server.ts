/**
 * The composition of the sidecar: every part is made here and handed to those that use it, and here all of them end, in
 * order. Used by the command line, by the desktop's child process and by the tests.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AdminFeed } from './admin/feed.ts';
import { createSnapshotSource } from './admin/snapshot.ts';
import { profileViews } from './admin/views.ts';
import { createBridge } from './bridge/bridge.ts';
import type { Config } from './config/schema.ts';
import { DurableSubscriptions } from './hub/durable-subscriptions.ts';
import { Hub } from './hub/hub.ts';
import { sessionDefaults } from './hub/kept-sessions.ts';
import { createLogStore } from './hub/log/create-log-store.ts';
import { ProfileConnections } from './hub/profile-connections.ts';
import { ResumedSessions } from './hub/resumed-sessions.ts';
import { createHttpApp } from './http-app.ts';
import { listen } from './http/listen.ts';
import { createSessionFactory } from './mcp/session-factory.ts';
import { McpSessions } from './mcp/sessions.ts';
import { createTools } from './mcp/tools/index.ts';
import { startEmbeddedBrokerIfFree, type EmbeddedBroker } from './mqtt/embedded-broker.ts';
import { isEmbeddedBrokerWanted } from './mqtt/local-broker.ts';
import { ProfileRegistry } from './mqtt/profile-registry.ts';
import { createActivityLog } from './observe/activity.ts';
import { describePortHolder } from './observe/describe-port-holder.ts';
import { createHealth } from './observe/health.ts';
import { createLog, type LogBook } from './observe/log.ts';
import { createAdminAuthenticator } from './security/admin-authenticator.ts';
import { listenerProblem } from './security/listen-safety.ts';
import { createUrls, type SidecarUrls } from './urls.ts';
import { VERSION } from './version.ts';

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
  /** Ends everything: streams are told to come back, broker connections send DISCONNECT. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * @throws AppError `unsafe-listener`, `port-in-use`, `cannot-listen`, `invalid-configuration`; nothing is left running then
 */
export async function startSidecar(config: Config): Promise<Sidecar> {
  const log = createLog({ level: config.log.level, ...(config.log.file === undefined ? {} : { file: config.log.file }) });
  for (const secret of secretsOf(config)) log.redactor.add(secret);
  const unsafe = listenerProblem({ host: config.server.host, auth: config.auth });
  if (unsafe !== undefined) throw unsafe;

  const store = createLogStore(config.history, log);
  const registry = new ProfileRegistry(config.profiles, (path) => readFileSync(path, 'utf8'), sessionDefaults(store));
  const broker = await openEmbeddedBroker(config, registry).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const hub = new Hub({ store, log });
  const profiles = new ProfileConnections(hub, (name) => registry.optionsOf(name));
  const kept = { profiles, notes: store.notes, log: log.scope('history') };
  const durable = new DurableSubscriptions({ hub, ...kept });
  const resumed = new ResumedSessions({ ...kept, lingerMs: config.stream.lingerSeconds * 1_000 });
  const activity = createActivityLog({
    redactor: log.redactor,
    onListenerError: (error) => log.error('A listener of the activity record failed', { error }),
  });
  const sessions = new McpSessions({
    maxSessions: config.limits.sessions,
    idleMs: config.limits.idleSessionSeconds * 1_000,
    log,
    now: Date.now,
  });
  const tools = createTools({
    get names() {
      return registry.names;
    },
    optionsOf: (name) => registry.optionsOf(name),
    adHoc: config.mcp.adHocConnections,
  });
  const createSession = createSessionFactory({ hub, profiles, limits: config.limits, tools, activity, version: VERSION });
  const bridge = createBridge({
    config,
    log: log.scope('stream'),
    hub,
    profiles,
    defaultProfile: () => defaultProfile,
    principalOfSession: (id) => sessions.get(id)?.principal.id,
    profileUrl: (name) => registry.displayUrl(name),
    durable,
  });
  const admin = createAdminAuthenticator(config.admin);
  log.redactor.add(admin.token);
  const startedAt = Date.now();
  // Known once the port is; what is served before that has none to tell.
  const place: { urls?: SidecarUrls } = {};
  let { defaultProfile } = config;
  const { registry: streams } = bridge.streams;
  const source = createSnapshotSource({
    hub,
    sessions,
    streams,
    activity,
    profiles: () => profileViews({ profiles: registry.all, defaultProfile }),
    server: () => ({
      name: 'mqttx-sse-server',
      version: VERSION,
      pid: process.pid,
      startedAt,
      port: place.urls?.port ?? 0,
      mcpUrl: place.urls?.mcp ?? '',
      authMode: config.auth.mode,
      embeddedBroker: { running: broker !== undefined, url: broker?.url ?? null },
    }),
  });
  const feed = new AdminFeed({
    snapshot: source.snapshot,
    watch(notice) {
      const watches = [hub.onChange(notice), sessions.onChange(notice), streams.onChange(notice), activity.subscribe(notice)];
      return () => watches.forEach((unwatch) => unwatch());
    },
  });
  const http = createHttpApp({
    config,
    log,
    sessions,
    createSession,
    bridge,
    health: createHealth({ version: VERSION, checks: [{ name: 'server', check: () => ({ ok: stopping === undefined }) }] }),
    admin: {
      authenticator: admin,
      snapshot: source.snapshot,
      feed,
      hub,
      profiles,
      defaultProfile: () => defaultProfile,
      sessions,
      streams,
      activity,
      log,
      bodyBytes: config.limits.bodyBytes,
    },
  });

  async function releaseAll(): Promise<void> {
    feed.close();
    source.close();
    await sessions.closeAll();
    await Promise.all([durable.close(), resumed.close()]);
    await hub.closeAll();
    await broker?.close();
  }

  const { host, port } = config.server;
  const listener = await listen(() => createServer({ maxHeaderSize: 16_384 }, http.app), {
    host,
    port,
    describeHolder: (taken) => describePortHolder(taken, log.redactor),
  }).catch(async (error: unknown) => {
    http.endStreams(config.stream.retryMs);
    await releaseAll();
    throw error;
  });
  const urls = createUrls(config, listener.port);
  place.urls = urls;
  durable.restore();
  resumed.resume();

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    await listener.close({
      graceMs: config.server.shutdownSeconds * 1_000,
      endStreams: [() => http.endStreams(config.stream.retryMs), () => feed.close(), () => sessions.closeAll()],
    });
    await releaseAll();
    log.info('Stopped');
  }

  log.info('Listening', { addresses: listener.addresses.join(', '), port: listener.port, version: VERSION });
  if (broker !== undefined)
    log.info('Nothing listened at the address of the profile "local"; an embedded broker was started', { url: broker.url });
  return {
    port: listener.port,
    urls,
    adminToken: admin.token,
    log,
    embeddedBrokerUrl: broker?.url,
    defaultBrokerUrl: registry.displayUrl(config.defaultProfile),
    updateProfiles(changed, changedDefault) {
      for (const secret of secretsOf({ ...config, profiles: changed })) log.redactor.add(secret);
      registry.replace(changed);
      defaultProfile = changedDefault;
    },
    stop: () => (stopping ??= stop()),
  };
}

async function openEmbeddedBroker(config: Config, registry: ProfileRegistry): Promise<(EmbeddedBroker & { url: string }) | undefined> {
  if (!isEmbeddedBrokerWanted(config)) return undefined;
  const broker = await startEmbeddedBrokerIfFree(config.embeddedBroker);
  if (broker === undefined) return undefined;
  const url = `mqtt://${config.embeddedBroker.host}:${broker.port}`;
  if (config.embeddedBroker.port === 0) registry.moveLocal(url);
  return { ...broker, url };
}

/** Whatever the configuration holds that must not be printed. */
function secretsOf({ auth, admin, profiles }: Config): string[] {
  const passwords = Object.values(profiles).map(({ password }) => password);
  return [auth.token, auth.jwt?.secret, admin.token, ...passwords].filter((secret) => secret !== undefined && secret !== '').map(String);
}
