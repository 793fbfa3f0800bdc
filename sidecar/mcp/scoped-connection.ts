/**
 * A broker connection as one scope has it: what the caller subscribed to on it, and what of its log they may look up. Kept and
 * changed by the scope alone.
 */
import type { Channel } from '../hub/channel.ts';
import { parseEventId, type HubMessage } from '../hub/message.ts';
import { filterMatches } from '../mqtt/topics.ts';
import type { QoS, SubscribeOptions } from '../mqtt/types.ts';

/** How many filters are remembered for looking up their messages again. */
const MAX_GRANTED = 500;

interface ScopedSubscription {
  qos: QoS;
  messages: number;
  options: SubscribeOptions;
  /** Which tool subscribed; undefined outside a call. */
  readonly tool: string | undefined;
}

export interface ScopedConnection {
  readonly channel: Channel;
  /** The profile whose shared connection it is; undefined for one of the caller's own. */
  readonly profile: string | undefined;
  readonly subscriptions: Map<string, ScopedSubscription>;
  /** Filters that the caller has been let read, the latest last. */
  readonly granted: Set<string>;
  /** Gives back what the caller holds of the connection. */
  readonly release: () => Promise<void>;
}

export function scoped(channel: Channel, profile: string | undefined, release: () => Promise<void>): ScopedConnection {
  return { channel, profile, subscriptions: new Map(), granted: new Set(), release };
}

export function grant({ granted }: ScopedConnection, filter: string): void {
  granted.delete(filter);
  granted.add(filter);
  const [oldest] = granted;
  if (granted.size > MAX_GRANTED && oldest !== undefined) granted.delete(oldest);
}

/** Whether the caller was let read the topic, lately. */
export function isGranted({ granted }: ScopedConnection, topic: string): boolean {
  return [...granted].some((filter) => filterMatches(filter, topic));
}

interface FoundMessage {
  readonly connection: ScopedConnection;
  readonly message: HubMessage;
}

/**
 * The identifiers that the caller gave the subscriptions which match, as a broker of MQTT 5 puts them into a message (section
 * 3.3.4). The broker itself is sent identifiers of the connection's own, which tell copies apart for all its readers.
 */
export function identifiersOf(connections: readonly ScopedConnection[], message: HubMessage): number[] {
  const subscriptions = connections.find(({ channel }) => channel.id === message.connection)?.subscriptions ?? [];
  return [...subscriptions].flatMap(([filter, { options }]) => {
    const identifier = options.subscriptionIdentifier;
    return identifier !== undefined && filterMatches(filter, message.topic) ? [identifier] : [];
  });
}

/**
 * The message of that id, as long as its connection's log holds it. Ids can be guessed, and a profile's connection is shared: what
 * no filter matches that the caller was let read is not there for them.
 */
export function findReadable(connections: readonly ScopedConnection[], id: string): FoundMessage | undefined {
  const place = parseEventId(id);
  const connection = connections.find(({ channel }) => channel.log.epoch === place?.epoch);
  const message = place === undefined ? undefined : connection?.channel.log.get(place.seq);
  if (connection === undefined || message === undefined || !isGranted(connection, message.topic)) return undefined;
  return { connection, message };
}
