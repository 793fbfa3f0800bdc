/** `mqttStatus`: what the caller has: connections with their states, subscriptions, traffic. */
import { z } from 'zod';
import type { ConnectionState } from '../../mqtt/types.ts';
import type { ProfileSource } from '../connect-arguments.ts';
import type { ScopedConnection } from '../scoped-connection.ts';
import { identifier } from '../lenient.ts';
import { connectionStateOutput, qosOutput } from '../shapes.ts';
import { defineTool, type Tool } from '../tool.ts';

const connectionOutput = z.object({
  connection: z.string(),
  profile: z.string().optional(),
  url: z.string(),
  clientId: z.string(),
  state: connectionStateOutput,
  since: z.string(),
  protocolVersion: z.union([z.literal(4), z.literal(5)]).optional(),
  attempt: z.number().optional(),
  nextTryAt: z.string().optional(),
  reason: z.string().optional().describe('Why the connection is down.'),
  subscriptions: z.array(z.object({ topic: z.string(), qos: qosOutput, messages: z.number() })),
  messagesIn: z.number(),
  messagesOut: z.number(),
  ratePerSecondIn: z.number().describe('Over the last seconds.'),
  ratePerSecondOut: z.number(),
});

type ConnectionOutput = z.output<typeof connectionOutput>;

export function mqttStatus(profiles: ProfileSource): Tool {
  return defineTool({
    name: 'mqttStatus',
    title: 'Show connections and subscriptions',
    description:
      'Show the broker connections of this session with their state, subscriptions and message rates, and the profiles that can be connected.',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    isPassive: true,
    input: z.object({ connection: identifier().exactOptional().describe('Only this connection. Default: all of the session.') }),
    output: z.object({ connections: z.array(connectionOutput), profiles: z.array(z.string()) }),
    async run({ connection }, { scope }) {
      const connections = scope.connections.filter(({ channel }) => connection === undefined || channel.id === connection).map(describe);
      const structured = { connections, profiles: [...profiles.names] };
      const states = connections.map(({ connection: id, state, url }) => `${id}: ${state} to ${url}`);
      const summary = connections.length === 0 ? 'No broker connection. Call mqttConnect first.' : states.join('\n');
      return { text: `${summary}\n${JSON.stringify(structured)}`, structured };
    },
  });
}

function describe({ channel, profile, subscriptions }: ScopedConnection): ConnectionOutput {
  const { id, url, clientId, state, counters } = channel.connection;
  return {
    connection: id,
    ...(profile === undefined ? {} : { profile }),
    url,
    clientId,
    state: state.name,
    since: new Date(state.since).toISOString(),
    ...particulars(state),
    subscriptions: [...subscriptions].map(([topic, { qos, messages }]) => ({ topic, qos, messages })),
    messagesIn: counters.messagesIn,
    messagesOut: counters.messagesOut,
    ratePerSecondIn: channel.rates.in,
    ratePerSecondOut: channel.rates.out,
  };
}

function particulars(state: ConnectionState): Partial<ConnectionOutput> {
  switch (state.name) {
    case 'connected':
      return { protocolVersion: state.protocolVersion };
    case 'reconnecting':
      return {
        attempt: state.attempt,
        reason: state.reason,
        ...(state.nextTryAt === undefined ? {} : { nextTryAt: new Date(state.nextTryAt).toISOString() }),
      };
    case 'failed':
      return { reason: state.error.message };
    case 'connecting':
    case 'disconnected':
      return {};
  }
}
