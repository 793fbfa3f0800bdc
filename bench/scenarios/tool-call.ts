/** How long a client waits for `mqttPublish` at QoS 1, or a bare publisher for PUBACK: calls at a steady rate, each client in its turn. */
import { concurrently } from '../lib/concurrently.ts';
import { numberedPayload, type Fleet } from '../lib/fleet.ts';
import { keepPace, type Pace } from '../lib/pace.ts';
import { Latencies } from '../lib/statistics.ts';

/** Rejects when a call fails: a figure without it would be a lie. */
export async function measureCalls({ clients }: Fleet, pace: Pace): Promise<Latencies> {
  const publish = async (index: number): Promise<void> =>
    clients[index % clients.length]?.publish(`bench/out/${index}`, numberedPayload(index));
  // Nobody's first call is timed: a client whose HTTP connection has been idle for long has to open another.
  await concurrently(clients.length, 20, publish);

  const latencies = new Latencies();
  const calls: Promise<void>[] = [];
  await keepPace(pace, (index) => {
    const beganAt = performance.now();
    calls.push(publish(index).then(() => latencies.add(performance.now() - beganAt)));
  });
  await Promise.all(calls);
  return latencies;
}
