/**
 * The last value of one topic. Where somebody is subscribed to it, that is what came last; else the broker is asked for what it has
 * retained, by a subscription that lasts no longer than the question.
 */
import type { Channel } from '../../hub/channel.ts';
import type { ObservedTopic } from '../../hub/observed-topic.ts';
import { filterMatches, parseSharedFilter } from '../../mqtt/topics.ts';
import { gather, RETAINED_WAIT_MS } from '../gather.ts';
import type { MqttScope } from '../scope.ts';
import type { ScopedConnection } from '../scoped-connection.ts';

/** Rejects as `MqttScope.listen` does, and when the connection ends meanwhile. */
export async function readTopic(
  scope: MqttScope,
  connection: ScopedConnection,
  topic: string,
  signal: AbortSignal,
): Promise<ObservedTopic | undefined> {
  const { channel } = connection;
  const known = channel.topics.get(topic);
  if (known?.last !== undefined && isFollowed(channel, topic)) return known;
  const end = await gather(
    { scope, signal },
    { connection, filter: topic, options: { qos: 0, retained: 'always' }, take: () => 'done', timeoutMs: RETAINED_WAIT_MS },
  );
  if (typeof end === 'object') throw end.error;
  return channel.topics.get(topic);
}

/** Whether what is published there arrives here anyway; of a shared subscription, others get their part. */
function isFollowed({ subscriptions }: Channel, topic: string): boolean {
  for (const { filter, acknowledged, readers } of subscriptions) {
    if (acknowledged && readers > 0 && parseSharedFilter(filter) === undefined && filterMatches(filter, topic)) return true;
  }
  return false;
}
