/** Makes the servers of requests without a session: one for each, with the same tools, on the handles of whoever sent it. */
import type { McpServer } from '@modelcontextprotocol/server';
import type { ActivityLog } from '../observe/activity.ts';
import type { Hub } from '../hub/hub.ts';
import type { Authorize, Permits } from '../security/authorize.ts';
import type { Principal } from '../security/principal.ts';
import type { CallPolicy } from './call-policy.ts';
import type { HandleScopes } from './handle-scopes.ts';
import { createMcpServer } from './server-factory.ts';
import type { ClientInfo } from './session.ts';
import type { Tool } from './tool.ts';
import { createTopicAccess } from './topic-access.ts';

interface StatelessFactoryParts {
  readonly handles: HandleScopes;
  readonly hub: Hub;
  readonly authorize: Authorize;
  readonly permits: Permits;
  readonly profileNames: () => readonly string[];
  readonly tools: readonly Tool[];
  readonly activity: ActivityLog;
  readonly policy: CallPolicy;
  readonly version: string;
}

export type StatelessServerFactory = (principal: Principal) => McpServer;

export function createStatelessServerFactory({
  handles,
  hub,
  authorize,
  permits,
  profileNames,
  ...shared
}: StatelessFactoryParts): StatelessServerFactory {
  return (principal) => {
    // Said in the envelope of the request, which is read after the server was made.
    // oxlint-disable-next-line typescript/no-deprecated -- the handler fills it for each request; the envelope is not at hand here
    const client = (): ClientInfo | undefined => server.server.getClientVersion();
    const server = createMcpServer({
      ...shared,
      era: 'modern',
      protocolVersions: [],
      access: createTopicAccess({
        hub,
        policy: shared.policy.book,
        profiles: profileNames,
        own: () => handles.listedFor(principal),
        permits: (request) => permits(principal, request),
        authorize: (request) => authorize(principal, request),
      }),
      caller: {
        withScope: (rawArguments, work) => handles.use({ principal, client: client() }, rawArguments, work),
        identity: () => ({ session: null, client: nameOf(client()), principal: principal.id }),
      },
    });
    return server;
  };
}

function nameOf(client: ClientInfo | undefined): string | null {
  return client === undefined ? null : `${client.name} ${client.version}`;
}
