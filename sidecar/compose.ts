/**
 * Makes every part of the sidecar and hands it to those that use it, whoever is served afterwards: an HTTP listener
 * (server.ts), standard input and output (stdio-server.ts), or both. Nothing listens for clients yet when this returns.
 */
import { readFileSync } from 'node:fs';
import { AdminFeed } from './admin/feed.ts';
import { activityEntrySchema } from './admin/schema.ts';
import { createSnapshotSource } from './admin/snapshot.ts';
import { policyView, profileViews } from './admin/views.ts';
import { openArchive } from './audit/open-archive.ts';
import { createBridge } from './bridge/bridge.ts';
import { instanceKey } from './cluster/keys.ts';
import { SharedTickets } from './bridge/shared-tickets.ts';
import { openCluster } from './cluster/cluster.ts';
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
import { createListening } from './mcp/resources/listening.ts';
import { MqttScope } from './mcp/scope.ts';
import { createSessionFactory } from './mcp/session-factory.ts';
import { McpSessions } from './mcp/sessions.ts';
import { createStatelessServerFactory } from './mcp/stateless-factory.ts';
import { ListenFeeds } from './mcp/transports/stateless/listen-feeds.ts';
import { createTools } from './mcp/tools/index.ts';
import { openEmbeddedBroker } from './mqtt/open-embedded-broker.ts';
import { ProfileRegistry } from './mqtt/profile-registry.ts';
import { createActivityLog } from './observe/activity.ts';
import { createLog } from './observe/log.ts';
import { createMetrics } from './observe/metrics.ts';
import { ToolCallCounts } from './observe/tool-call-counts.ts';
import { PublishPaces } from './policy/publish-pace.ts';
import { createAdminAuthenticator } from './security/admin-authenticator.ts';
import { createAuthorize, createPermits } from './security/authorize.ts';
import type { ListenerCertificate, SidecarParts } from './sidecar-parts.ts';
import type { SidecarUrls } from './urls.ts';
import { VERSION } from './version.ts';

const readPem = (path: string): string => readFileSync(path, 'utf8');

/** @throws AppError `invalid-configuration`, or what starting the embedded broker throws; nothing is left running then */
export async function composeSidecar(config: Config): Promise<SidecarParts> {
  const log = createLog({ level: config.log.level, ...(config.log.file === undefined ? {} : { file: config.log.file }) });
  for (const secret of secretsOf(config)) log.redactor.add(secret);
  const archive = openArchive(config, activityEntrySchema, log);
  const store = createLogStore(config.history, log);
  const keptSessions = config.history.store === 'redis' ? sharedSessionDefaults : sessionDefaults(store);
  const registry = new ProfileRegistry(config.profiles, readPem, keptSessions);
  const cluster = await openCluster({ config, registry, readPem, log: log.scope('cluster') });
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
  const forwardConnections = new ProfileConnections(hub, (name) => registry.optionsOfForwards(name), 'forward');
  const resumedForwards = new ResumedSessions({ ...kept, profiles: forwardConnections, lingerMs: config.stream.lingerSeconds * 1_000 });
  const forwards = createForwards({
    config,
    profiles: forwardConnections,
    notes: store.notes,
    turns: cluster?.turns,
    log: log.scope('forward'),
  });
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
      resumedForwards.resume();
      forwards.start();
    },
    async release() {
      approvals.close();
      feed.close();
      source.close();
      await Promise.all([sessions.closeAll(), handles.closeAll()]);
      await Promise.all([forwards.stop(), durable.close(), resumed.close(), resumedForwards.close()]);
      await hub.closeAll();
      await cluster?.close();
      archive?.close();
      await broker?.close();
    },
  };
}
