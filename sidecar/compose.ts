/**
 * Makes every part of the sidecar and hands it to those that use it, whoever is served afterwards: an HTTP listener
 * (server.ts), standard input and output (stdio-server.ts), or both. Nothing listens for clients yet when this returns.
 */
import { readFileSync } from 'node:fs';
import { AdminFeed } from './admin/feed.ts';
import { activityEntrySchema } from './admin/schema.ts';
import { createSnapshotSource, type SnapshotSource } from './admin/snapshot.ts';
import { policyView, profileViews } from './admin/views.ts';
import { openArchive } from './audit/open-archive.ts';
import { createBridge, type Bridge } from './bridge/bridge.ts';
import { instanceKey } from './cluster/keys.ts';
import { SharedTickets } from './bridge/shared-tickets.ts';
import { openCluster, type Cluster } from './cluster/cluster.ts';
import type { Config } from './config/schema.ts';
import { secretsOf } from './config/secrets-of.ts';
import { DurableSubscriptions } from './hub/durable-subscriptions.ts';
import { createForwards } from './hub/forward/forwards.ts';
import { Hub, randomId } from './hub/hub.ts';
import { sessionDefaults, sharedSessionDefaults } from './hub/kept-sessions.ts';
import { createLogStore } from './hub/log/create-log-store.ts';
import { ProfileConnections } from './hub/profile-connections.ts';
import { ResumedSessions } from './hub/resumed-sessions.ts';
import { HandleScopes } from './mcp/handle-scopes.ts';
import { createCallPolicy } from './mcp/call-policy.ts';
import { createListening, type OpenListening } from './mcp/resources/listening.ts';
import { MqttScope } from './mcp/scope.ts';
import { createSessionFactory, type SessionFactory } from './mcp/session-factory.ts';
import { McpSessions } from './mcp/sessions.ts';
import { createStatelessServerFactory, type StatelessServerFactory } from './mcp/stateless-factory.ts';
import { ListenFeeds } from './mcp/transports/stateless/listen-feeds.ts';
import { createTools } from './mcp/tools/index.ts';
import { openEmbeddedBroker } from './mqtt/open-embedded-broker.ts';
import { ProfileRegistry } from './mqtt/profile-registry.ts';
import { createActivityLog, type ActivityLog } from './observe/activity.ts';
import { createLog, type LogBook } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { ToolCallCounts } from './observe/tool-call-counts.ts';
import type { Approvals } from './policy/approvals.ts';
import { PublishPaces } from './policy/publish-pace.ts';
import { createAdminAuthenticator, type AdminAuthenticator } from './security/admin-authenticator.ts';
import { createAuthorize, createPermits } from './security/authorize.ts';
import type { SidecarUrls } from './urls.ts';
import { VERSION } from './version.ts';

/** The certificate that the listener shows, if it has one. */
export interface ListenerCertificate {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

export interface SidecarParts {
  readonly config: Config;
  readonly log: LogBook;
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly activity: ActivityLog;
  readonly approvals: Approvals;
  readonly sessions: McpSessions;
  readonly createSession: SessionFactory;
  readonly createStatelessServer: StatelessServerFactory;
  /** What clients without a session may listen to (`subscriptions/listen`). */
  readonly events: ListenFeeds;
  readonly openListening: OpenListening;
  /** The connections of callers without a session. */
  readonly handles: HandleScopes;
  readonly bridge: Bridge;
  readonly metrics: Metrics;
  readonly admin: AdminAuthenticator;
  readonly source: SnapshotSource;
  readonly feed: AdminFeed;
  /** The instances that this one is one of; undefined if it is alone. */
  readonly cluster: Cluster | undefined;
  /** Where the embedded broker listens; undefined if there is none. */
  readonly embeddedBrokerUrl: string | undefined;
  readonly defaultBrokerUrl: string;
  defaultProfile(): string;
  /** Other profiles from now on; connections that exist stay as they are. */
  updateProfiles(profiles: Config['profiles'], defaultProfile: string): void;
  /** Another policy from now on; subscriptions that it denies end. */
  updatePolicy(policy: Config['policy']): void;
  /** Told once the port is known; what is served before that has none to tell. */
  listensAt(urls: SidecarUrls, certificate: ListenerCertificate): void;
  /** Takes up the subscriptions and broker sessions that were kept over the restart; to be called once clients can come. */
  resume(): void;
  /** Ends sessions, broker connections and the embedded broker, in this order. */
  release(): Promise<void>;
}

/** @throws AppError `invalid-configuration`, or what starting the embedded broker throws; nothing is left running then */
export async function composeSidecar(config: Config): Promise<SidecarParts> {
  const log = createLog({ level: config.log.level, ...(config.log.file === undefined ? {} : { file: config.log.file }) });
  for (const secret of secretsOf(config)) log.redactor.add(secret);
  const archive = openArchive(config, activityEntrySchema, log);
  const store = createLogStore(config.history, log);
  const keptSessions = config.history.store === 'redis' ? sharedSessionDefaults : sessionDefaults(store);
  const registry = new ProfileRegistry(config.profiles, (path) => readFileSync(path, 'utf8'), keptSessions);
  const cluster = await openCluster({ config, registry, log: log.scope('cluster') });
  const broker = await openEmbeddedBroker(config, registry).catch(async (error: unknown) => {
    store.close();
    archive?.close();
    await cluster?.close();
    throw error;
  });
  const hub = new Hub({ store, log, newConnectionId: cluster && (() => cluster.ownId(randomId())), openShared: cluster?.openShared });
  const profiles = new ProfileConnections(hub, (name) => registry.optionsOf(name));
  const kept = { profiles, notes: store.notes, log: log.scope('history') };
  const durable = new DurableSubscriptions({ hub, ...kept, max: config.limits.subscriptions });
  const resumed = new ResumedSessions({ ...kept, lingerMs: config.stream.lingerSeconds * 1_000 });
  const forwards = createForwards({ config, profiles, notes: store.notes, log: log.scope('forward') });
  const activity = createActivityLog({
    redactor: log.redactor,
    archive,
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
    get all() {
      const views = profileViews({ profiles: registry.all, defaultProfile });
      return views.map(({ name, protocolVersion, isDefault }) => ({ name, url: registry.displayUrl(name), protocolVersion, isDefault }));
    },
    optionsOf: (name) => registry.optionsOf(name),
    adHoc: config.mcp.adHocConnections,
  });
  const authorize = createAuthorize({ roles: config.auth.roles, log: log.scope('auth') });
  const profileUrls = (): string[] => Object.values(registry.all).map(({ url }) => url);
  const policy = createCallPolicy({
    policy: config.policy,
    profileUrls,
    isAttended: () => feed.isWatched,
    redactor: log.redactor,
    stateMark: cluster?.stateMark,
  });
  const { book, approvals } = policy;
  const mcp = {
    hub,
    authorize,
    permits: createPermits(config.auth.roles),
    profileNames: () => registry.names,
    policy,
    tools,
    activity,
    version: VERSION,
  };
  const createSession = createSessionFactory({ ...mcp, profiles, limits: config.limits });
  const paces = new PublishPaces(config.limits.publishesPerMinute);
  const handles = new HandleScopes({
    idleMs: config.mcp.handleIdleSeconds * 1_000,
    maxHandles: config.limits.sessions,
    createScope: (holder) =>
      new MqttScope({
        hub,
        profiles,
        limits: config.limits,
        authorize: (request) => authorize(holder.principal, request),
        policy: book,
        pace: paces.of(holder.principal.id),
        owner: { kind: 'session', session: holder.id },
        // Without a session there is nobody to push to; mqttReadMessages returns what is gathered.
        onMessage: () => {},
      }),
    log: log.scope('mcp'),
    now: Date.now,
  });
  const createStatelessServer = createStatelessServerFactory({ ...mcp, handles });
  const bridge = createBridge({
    config,
    log: log.scope('stream'),
    hub,
    profiles,
    defaultProfile: () => defaultProfile,
    authorize,
    principalOfSession: (id) => (sessions.get(id) ?? handles.get(id))?.principal.id,
    profileUrl: (name) => registry.displayUrl(name),
    tickets: cluster && new SharedTickets({ link: cluster.link, instance: cluster.instance, instanceKey }),
    durable: cluster?.keptSubscriptions(profiles, durable) ?? durable,
    policy: book,
  });
  const { registry: streams } = bridge.streams;
  const admin = createAdminAuthenticator(config.admin);
  log.redactor.add(admin.token);
  const startedAt = Date.now();
  let urls: SidecarUrls | undefined;
  let certificate: ListenerCertificate | undefined;
  let { defaultProfile } = config;
  const source = createSnapshotSource({
    hub,
    sessions: {
      get all() {
        return [...sessions.all, ...handles.all];
      },
    },
    streams,
    activity,
    approvals,
    policy: () => policyView(book.current),
    profiles: () => profileViews({ profiles: registry.all, defaultProfile }),
    forwards: () => forwards.all,
    server: () => ({
      name: 'mqttx-sse-server',
      version: VERSION,
      pid: process.pid,
      startedAt,
      port: urls?.port ?? 0,
      mcpUrl: urls?.mcp ?? '',
      authMode: config.auth.mode,
      embeddedBroker: { running: broker !== undefined, url: broker?.url ?? null },
    }),
  });
  const feed = new AdminFeed({
    snapshot: source.snapshot,
    watch(notice) {
      const watches = [
        hub.onChange(notice),
        sessions.onChange(notice),
        handles.onChange(notice),
        streams.onChange(notice),
        activity.subscribe(notice),
        approvals.onChange(notice),
        book.onChange(notice),
      ];
      return () => watches.forEach((unwatch) => unwatch());
    },
  });
  const toolCalls = new ToolCallCounts();
  activity.subscribe((entry) => toolCalls.count(entry));
  const metrics = createMetrics({
    version: VERSION,
    sessions: () => [...sessions.all, ...handles.all],
    streams: () => streams.all,
    connectionStates: () => [...hub.channels].map(({ channel }) => channel.connection.state.name),
    traffic: () => hub.traffic,
    streamCounters: bridge.streams.counters,
    toolCalls: () => toolCalls.all,
    cluster: () => cluster?.figures,
    apiRequests: () => bridge.requests.all,
    history: cluster?.withShared(hub.history) ?? hub.history,
    certificateExpiresAt: () => certificate?.expiresAt,
    forwards: () => forwards.all,
  });
  if (broker !== undefined) {
    log.info('Nothing listened at the address of the profile "local"; an embedded broker was started', { url: broker.url });
  }

  return {
    config,
    log,
    hub,
    profiles,
    activity,
    approvals,
    sessions,
    createSession,
    createStatelessServer,
    events: new ListenFeeds((error) => log.error('A listener of server events failed', { error })),
    openListening: createListening({ handles, maxWatches: config.limits.subscriptionsPerSession, authorize, policy: book, now: Date.now }),
    handles,
    bridge,
    metrics,
    admin,
    source,
    feed,
    cluster,
    embeddedBrokerUrl: broker?.url,
    defaultBrokerUrl: registry.displayUrl(config.defaultProfile),
    defaultProfile: () => defaultProfile,
    updateProfiles(changed, changedDefault) {
      for (const secret of secretsOf({ ...config, profiles: changed })) log.redactor.add(secret);
      registry.replace(changed);
      defaultProfile = changedDefault;
    },
    updatePolicy(changed) {
      book.replace(changed);
      for (const { scope } of [...sessions.all, ...handles.all]) void scope.dropForbidden();
    },
    listensAt(known, shown) {
      urls = known;
      certificate = shown;
    },
    resume() {
      durable.restore();
      resumed.resume();
      forwards.start();
    },
    async release() {
      approvals.close();
      feed.close();
      source.close();
      await Promise.all([sessions.closeAll(), handles.closeAll()]);
      await Promise.all([forwards.stop(), durable.close(), resumed.close()]);
      await hub.closeAll();
      await cluster?.close();
      archive?.close();
      await broker?.close();
    },
  };
}
