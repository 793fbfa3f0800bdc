/** Makes a session out of a transport: its scope on the hub, its server with the tools. What every session of the process shares is given once. */
import type { Hub } from '../hub/hub.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { ActivityLog } from '../observe/activity.ts';
import { PublishPace } from '../policy/publish-pace.ts';
import type { Authorize, Permits } from '../security/authorize.ts';
import type { Principal } from '../security/principal.ts';
import type { CallPolicy } from './call-policy.ts';
import { TopicWatches } from './resources/topic-watches.ts';
import { MqttScope, type ScopeLimits } from './scope.ts';
import { createMcpServer } from './server-factory.ts';
import { McpSession, type SessionTransport } from './session.ts';
import type { Tool } from './tool.ts';
import { createTopicAccess, type TopicAccess } from './topic-access.ts';

interface SessionFactoryParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly limits: ScopeLimits & { readonly publishesPerMinute: number };
  readonly authorize: Authorize;
  readonly permits: Permits;
  readonly profileNames: () => readonly string[];
  readonly policy: CallPolicy;
  readonly tools: readonly Tool[];
  readonly activity: ActivityLog;
  readonly version: string;
}

interface NewSession {
  readonly id: string;
  readonly transportKind: McpSession['transportKind'];
  readonly transport: SessionTransport;
  readonly principal: Principal;
  readonly address: string | null;
  readonly protocolVersions: string[];
}

export type SessionFactory = (session: NewSession) => McpSession;

export function createSessionFactory(parts: SessionFactoryParts): SessionFactory {
  const { hub, profiles, limits, authorize, permits, profileNames, policy, tools, activity, version } = parts;
  const accessOf = (session: McpSession): TopicAccess =>
    createTopicAccess({
      hub,
      policy: policy.book,
      profiles: profileNames,
      own: () => session.scope.connections.map(({ channel }) => channel),
      permits: (request) => permits(session.principal, request),
      authorize: (request) => authorize(session.principal, request),
    });
  return ({ protocolVersions, ...session }) =>
    new McpSession({
      ...session,
      now: Date.now,
      createScope: (created) =>
        new MqttScope({
          hub,
          profiles,
          limits,
          authorize: (request) => authorize(created.principal, request),
          policy: policy.book,
          pace: new PublishPace(limits.publishesPerMinute),
          owner: { kind: 'session', session: created.id },
          onMessage: (message) => created.pushMessage(message),
        }),
      createWatches: (created) =>
        new TopicWatches({
          maxWatches: limits.subscriptionsPerSession,
          notify: (uri) => created.notifyUpdated(uri),
          permits: (topic) => accessOf(created).permits(topic),
        }),
      createServer: (created, era) =>
        createMcpServer({
          version,
          tools,
          activity,
          policy,
          era,
          protocolVersions,
          watches: created.watches,
          access: accessOf(created),
          caller: {
            withScope: (_rawArguments, work) => work(created.scope),
            identity: () => ({ session: created.id, client: clientName(created), principal: created.principal.id }),
          },
        }),
    });
}

function clientName({ client }: McpSession): string | null {
  return client === undefined ? null : `${client.name} ${client.version}`;
}
