/** Operations on broker connections: list, open, inspect, close. */
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { OpenChannel } from '../../hub/hub.ts';
import { encodePayload } from '../../mqtt/payload-codec.ts';
import { assertTopicName } from '../../mqtt/topics.ts';
import type { ConnectionOptions } from '../../mqtt/types.ts';
import { demand } from '../../security/authorize.ts';
import type { Principal } from '../../security/principal.ts';
import { brokerState } from '../broker-event.ts';
import { isVisible, visibleChannel } from '../stream-source.ts';
import type { ApiParts } from './api-parts.ts';
import { withBody, withoutBody, type Operation } from './operation.ts';
import { connectionSchema, connectionsSchema, connectSchema } from './schemas.ts';

type ConnectionView = z.input<typeof connectionSchema>;
type ByUrl = Extract<z.output<typeof connectSchema>, { url: string }>;

export function connectionOperations(parts: ApiParts): Operation[] {
  const { hub, profiles, connections, authorize, policy } = parts;

  /** A profile that nobody uses at the moment is described as well: it connects on first use. */
  function find(id: string, principal: Principal): ConnectionView {
    if (!profiles.has(id)) return connectionView(visibleChannel(parts, id, principal));
    const open = hub.get(id);
    return open === undefined ? unusedProfile(id, parts.profileUrl(id)) : connectionView(open);
  }

  return [
    withoutBody({
      id: 'listConnections',
      method: 'get',
      path: '/connections',
      summary: 'The broker connections that are open and that the caller may use.',
      success: { status: 200, description: 'The connections.', schema: connectionsSchema },
      refusals: [],
      run: ({ principal }) => ({
        connections: [...hub.channels].filter(({ owner }) => isVisible(parts, owner, principal)).map(connectionView),
      }),
    }),
    withBody({
      id: 'openConnection',
      method: 'post',
      path: '/connections',
      summary: 'Opens a connection and answers once it is made: to a profile by its name, or to any broker by its URL.',
      body: connectSchema,
      success: { status: 201, description: 'The connection.', schema: connectionSchema },
      refusals: [
        'invalid-arguments',
        'profile-not-found',
        'policy-denied',
        'broker-not-allowed',
        'limit-reached',
        'broker-refused',
        'broker-unreachable',
        'broker-timeout',
      ],
      async run({ principal, body }) {
        demand(authorize(principal, { action: 'connect' }));
        if ('profile' in body) return connectionView(await connections.hold(body.profile, principal));
        if (!parts.adHoc) {
          throw new AppError('insufficient-scope', 'Connecting to an address of one’s own choice is switched off (mcp.adHocConnections).', {
            hint: 'Use a profile of the configuration.',
          });
        }
        const options = connectionOptions(body);
        // The broker publishes it on behalf of whoever connects.
        if (options.will !== undefined) {
          demand(authorize(principal, { action: 'publish', ...options.will }));
          policy.assertMayPublish();
        }
        const lookup = await policy.guardBroker(options.url);
        return connectionView(await connections.open(lookup === undefined ? options : { ...options, lookup }, principal));
      },
    }),
    withoutBody({
      id: 'getConnection',
      method: 'get',
      path: '/connections/{id}',
      summary: 'One connection, by its id or the name of its profile.',
      success: { status: 200, description: 'The connection.', schema: connectionSchema },
      refusals: ['connection-not-found'],
      run: ({ principal, param }) => find(param('id'), principal),
    }),
    withoutBody({
      id: 'closeConnection',
      method: 'delete',
      path: '/connections/{id}',
      summary: 'Closes a connection that was opened here; a profile’s is let go, and stays open for others who use it.',
      success: { status: 204, description: 'Closed.' },
      refusals: ['connection-not-found', 'insufficient-scope'],
      async run({ principal, param }) {
        const id = param('id');
        if (profiles.has(id)) return connections.letGo(id, principal);
        const { channel, owner } = visibleChannel(parts, id, principal);
        if (owner.kind !== 'api') {
          throw new AppError('insufficient-scope', 'The connection belongs to a session of an assistant.', {
            hint: 'It ends with that session; the dashboard can close it.',
          });
        }
        await hub.close(channel);
      },
    }),
  ];
}

function connectionView({ channel, owner }: OpenChannel): ConnectionView {
  const { id, url, clientId, state } = channel.connection;
  return {
    id,
    // Those of forwards are nobody's to see here.
    owner: owner.kind === 'forward' ? 'profile' : owner.kind,
    url,
    clientId,
    protocolVersion: state.name === 'connected' ? state.protocolVersion : null,
    ...brokerState(state),
  };
}

function unusedProfile(id: string, url: string): ConnectionView {
  return { id, owner: 'profile', url, clientId: null, protocolVersion: null, state: 'disconnected' };
}

function connectionOptions({ will, ...rest }: ByUrl): ConnectionOptions {
  return {
    ...rest,
    reconnect: { minMs: 1_000, maxMs: 30_000, factor: 2, jitter: 0.2 },
    connectTimeoutMs: 10_000,
    ...(will === undefined ? {} : { will: willMessage(will) }),
  };
}

function willMessage({ payload, encoding, properties, ...will }: NonNullable<ByUrl['will']>): NonNullable<ConnectionOptions['will']> {
  assertTopicName(will.topic);
  const { correlationData, ...others } = properties ?? {};
  const correlation = correlationData === undefined ? {} : { correlationData: encodePayload(correlationData, 'base64') };
  return {
    ...will,
    payload: encodePayload(payload, encoding),
    ...(properties === undefined ? {} : { properties: { ...others, ...correlation } }),
  };
}
