/**
 * The last value of one topic. Where somebody is subscribed to it, that is what came last; else the broker is asked for what it has
 * retained, by a subscription that lasts no longer than the question.
 */
import type { Channel } from '../../hub/channel.ts';
import type { ObservedTopic } from '../../hub/observed-topic.ts';
import type { Sink } from '../../hub/sink.ts';
import { filterMatches, parseSharedFilter } from '../../mqtt/topics.ts';
import type { MqttScope } from '../scope.ts';
import type { ScopedConnection } from '../scoped-connection.ts';

/** Retained messages follow the SUBACK at once, so this is about the way from the broker only. */
const RETAINED_WAIT_MS = 1_000;

/** Rejects as `MqttScope.watch` does. */
export async function readTopic(
  scope: MqttScope,
  connection: ScopedConnection,
  topic: string,
  signal: AbortSignal,
): Promise<ObservedTopic | undefined> {
  const { channel } = connection;
  const known = channel.topics.get(topic);
  if (known?.last !== undefined && isFollowed(channel, topic)) return known;
  const arrived = Promise.withResolvers<void>();
  const sink: Sink = { deliver: () => arrived.resolve() };
  const stop = await scope.watch(connection, topic, sink, { retained: 'always' });
  const timer = setTimeout(() => arrived.resolve(), RETAINED_WAIT_MS);
  const leave = (): void => arrived.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    if (!signal.aborted) await arrived.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    await stop();
  }
  return channel.topics.get(topic);
}

/** Whether what is published there arrives here anyway; of a shared subscription, others get their part. */
function isFollowed({ subscriptions }: Channel, topic: string): boolean {
  for (const { filter, acknowledged, readers } of subscriptions) {
    if (acknowledged && readers > 0 && parseSharedFilter(filter) === undefined && filterMatches(filter, topic)) return true;
  }
  return false;
}
