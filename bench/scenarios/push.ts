/** How long a message takes from its publisher over the broker to the one client that is subscribed to its topic. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { numberedPayload, type Fleet } from '../lib/fleet.ts';
import { keepPace, type Pace } from '../lib/pace.ts';
import { Latencies } from '../lib/statistics.ts';

const LAST_ARRIVAL_TIMEOUT_MS = 10_000;

/** Rejects when a message never arrives. */
export async function measurePushes(publisher: MqttClient, fleet: Fleet, pace: Pace): Promise<Latencies> {
  const latencies = new Latencies();
  const sentAt = new Map<number, number>();
  const all = Promise.withResolvers<void>();
  let isPublishing = true;
  const onMessage = (number: number): void => {
    const at = sentAt.get(number);
    if (at === undefined) return;
    sentAt.delete(number);
    latencies.add(performance.now() - at);
    if (!isPublishing && sentAt.size === 0) all.resolve();
  };
  fleet.onMessage = onMessage;
  await keepPace(pace, (number) => {
    sentAt.set(number, performance.now());
    publisher.publish(fleet.topic(number % fleet.clients.length), numberedPayload(number), { qos: 0 });
  });
  isPublishing = false;
  if (sentAt.size === 0) all.resolve();
  const timeout = new AbortController();
  await Promise.race([all.promise, delay(LAST_ARRIVAL_TIMEOUT_MS, undefined, { signal: timeout.signal })]);
  timeout.abort();
  if (sentAt.size > 0) throw new Error(`${sentAt.size} messages did not arrive within ${LAST_ARRIVAL_TIMEOUT_MS} ms.`);
  return latencies;
}
