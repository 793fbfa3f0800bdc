/** Makes a session out of a transport: its scope on the hub, its server with the tools. What every session of the process shares is given once. */
import type { Hub } from '../hub/hub.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { ActivityLog } from '../observe/activity.ts';
import type { Authorize } from '../security/authorize.ts';
import type { Principal } from '../security/principal.ts';
import { MqttScope, type ScopeLimits } from './scope.ts';
import { createMcpServer } from './server-factory.ts';
import { McpSession, type SessionTransport } from './session.ts';
import type { Tool } from './tool.ts';

interface SessionFactoryParts {
  readonly hub: Hub;
  readonly profiles: ProfileConnections;
  readonly limits: ScopeLimits;
  readonly authorize: Authorize;
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

export function createSessionFactory({ hub, profiles, limits, authorize, tools, activity, version }: SessionFactoryParts): SessionFactory {
  return ({ protocolVersions, ...parts }) =>
    new McpSession({
      ...parts,
      now: Date.now,
      createScope: (session) =>
        new MqttScope({
          hub,
          profiles,
          limits,
          authorize: (request) => authorize(session.principal, request),
          owner: { kind: 'session', session: session.id },
          onMessage: (message) => session.pushMessage(message),
        }),
      createServer: (session, era) =>
        createMcpServer({
          version,
          tools,
          activity,
          era,
          protocolVersions,
          caller: {
            withScope: (_rawArguments, work) => work(session.scope),
            identity: () => ({ session: session.id, client: clientName(session), principal: session.principal.id }),
          },
        }),
    });
}

function clientName({ client }: McpSession): string | null {
  return client === undefined ? null : `${client.name} ${client.version}`;
}
