/**
 * What compose.ts makes and its users put listeners in front of: the parts of a sidecar that nothing is served by yet. Types
 * alone.
 */
import type { AdminFeed } from './admin/feed.ts';
import type { SnapshotSource } from './admin/snapshot.ts';
import type { Bridge } from './bridge/bridge.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Config } from './config/schema.ts';
import type { Hub } from './hub/hub.ts';
import type { ProfileConnections } from './hub/profile-connections.ts';
import type { HandleScopes } from './mcp/handle-scopes.ts';
import type { OpenListening } from './mcp/resources/listening.ts';
import type { SessionFactory } from './mcp/session-factory.ts';
import type { McpSessions } from './mcp/sessions.ts';
import type { StatelessServerFactory } from './mcp/stateless-factory.ts';
import type { ListenFeeds } from './mcp/transports/stateless/listen-feeds.ts';
import type { ActivityLog } from './observe/activity.ts';
import type { LogBook } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Approvals } from './policy/approvals.ts';
import type { AdminAuthenticator } from './security/admin-authenticator.ts';
import type { SidecarUrls } from './urls.ts';

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
