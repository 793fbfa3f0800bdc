/**
 * The server that the official conformance suite is run against: the product's own HTTP stack, guard, sessions and stateless
 * handler included, with the tools, resources and prompts that the suite's scenarios call in place of the product's.
 */
import type { McpServer } from '@modelcontextprotocol/server';
import { composeSidecar } from '../../sidecar/compose.ts';
import { configSchema } from '../../sidecar/config/schema.ts';
import { TopicWatches } from '../../sidecar/mcp/resources/topic-watches.ts';
import { MqttScope } from '../../sidecar/mcp/scope.ts';
import { McpSession, type Era } from '../../sidecar/mcp/session.ts';
import { PolicyBook } from '../../sidecar/policy/policy-book.ts';
import { PublishPace } from '../../sidecar/policy/publish-pace.ts';
import { serveHttp } from '../../sidecar/server.ts';
import { createFixtureServer } from './fixture/create-server.ts';

export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
}

export async function startFixtureServer(): Promise<FixtureServer> {
  const config = configSchema.parse({ server: { port: 0 }, embeddedBroker: { enabled: false }, log: { level: 'silent' } });
  const parts = await composeSidecar(config);
  const { hub, profiles, events } = parts;
  const createServer = (era: Era, protocolVersions: string[]): McpServer => createFixtureServer({ era, protocolVersions, events });
  const sidecar = await serveHttp({
    ...parts,
    createSession: ({ protocolVersions, ...session }) =>
      new McpSession({
        ...session,
        now: Date.now,
        createScope: ({ id }) =>
          new MqttScope({
            hub,
            profiles,
            limits: config.limits,
            authorize: () => ({ ok: true }),
            policy: new PolicyBook(config.policy, () => []),
            pace: new PublishPace(config.limits.publishesPerMinute),
            owner: { kind: 'session', session: id },
            onMessage: () => {},
          }),
        createWatches: () => new TopicWatches({ maxWatches: 10, notify: () => false, permits: () => false }),
        createServer: (_session, era) => createServer(era, protocolVersions),
      }),
    createStatelessServer: () => createServer('modern', []),
    // The fixtures publish their updates to everybody.
    openListening: async (_caller, uris) => ({ honored: uris, begin: () => {}, end: async () => {} }),
  });
  return { url: `http://localhost:${sidecar.port}/mqttx/mcp`, [Symbol.asyncDispose]: () => sidecar.stop() };
}
