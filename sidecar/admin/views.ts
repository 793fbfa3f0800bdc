/** What the dashboard sees of a session, a connection, a stream and a profile, made from the live objects. Pure. */
import type { BrowserStream } from '../bridge/browser-stream.ts';
import type { Config } from '../config/schema.ts';
import type { OpenChannel } from '../hub/hub.ts';
import type { McpSession } from '../mcp/session.ts';
import { parseBrokerUrl } from '../mqtt/broker-url.ts';
import type { ConnectionState } from '../mqtt/types.ts';
import type { Policy } from '../policy/types.ts';
import type { ConnectionView, PolicyView, ProfileView, SessionView, StreamView } from './schema.ts';

/** What is shown of a session, and of a connection that is held without one. */
export type ShownSession = Pick<
  McpSession,
  | 'id'
  | 'client'
  | 'protocolVersion'
  | 'since'
  | 'address'
  | 'principal'
  | 'scope'
  | 'messagesIn'
  | 'messagesOut'
  | 'dropped'
  | 'lastActivityAt'
> & { readonly transportKind: SessionView['transport'] };

export function sessionView(session: ShownSession): SessionView {
  const { connections } = session.scope;
  return {
    id: session.id,
    transport: session.transportKind,
    client: session.client ?? null,
    protocolVersion: session.protocolVersion,
    since: session.since,
    address: session.address,
    principal: session.principal.id,
    connections: connections.map(({ channel }) => channel.id),
    subscriptions: connections.flatMap(({ channel, subscriptions }) =>
      [...subscriptions].map(([topic, { qos, messages }]) => ({ connection: channel.id, topic, qos, messages })),
    ),
    messagesIn: session.messagesIn,
    messagesOut: session.messagesOut,
    dropped: session.dropped,
    lastActivityAt: session.lastActivityAt,
  };
}

export function connectionView({ channel, owner }: OpenChannel): ConnectionView {
  const { id, url, clientId, username, tls, state, counters } = channel.connection;
  return {
    id,
    owner,
    url,
    clientId,
    username: username ?? null,
    tls,
    state: stateView(state),
    subscriptions: [...channel.subscriptions].map(({ filter, qos, readers }) => ({ topic: filter, qos, readers })),
    messagesIn: counters.messagesIn,
    messagesOut: counters.messagesOut,
    bytesIn: counters.bytesIn,
    bytesOut: counters.bytesOut,
    rateIn: channel.rates.in,
    rateOut: channel.rates.out,
  };
}

export function streamView({ parts, figures }: BrowserStream): StreamView {
  const { id, channel, query, since, address, principal } = parts;
  return { id, connection: channel.id, topics: [...query.topics], since, address, principal: principal.id, ...figures };
}

function stateView(state: ConnectionState): ConnectionView['state'] {
  switch (state.name) {
    case 'connected':
      return { name: state.name, since: state.since, protocolVersion: state.protocolVersion };
    case 'reconnecting':
      return { name: state.name, since: state.since, attempt: state.attempt, nextTryAt: state.nextTryAt ?? null, reason: state.reason };
    case 'failed':
      return { name: state.name, since: state.since, reason: state.error.message, hint: state.error.hint };
    case 'connecting':
    case 'disconnected':
      return { name: state.name, since: state.since };
  }
}

export function profileViews({ profiles, defaultProfile }: Pick<Config, 'profiles' | 'defaultProfile'>): ProfileView[] {
  return Object.entries(profiles).map(([name, profile]) => ({
    name,
    url: parseBrokerUrl(profile.url).display,
    isDefault: name === defaultProfile,
    protocolVersion: profile.protocolVersion,
    clientId: profile.clientId ?? null,
    username: profile.username ?? null,
    hasPassword: profile.password !== undefined,
  }));
}

export function policyView({ readOnly, rules, brokers, askTimeoutSeconds }: Policy): PolicyView {
  return { readOnly, rules: [...rules], brokers: [...brokers], askTimeoutSeconds };
}
