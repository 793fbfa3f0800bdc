/**
 * Messages of QoS 1 at a steady rate from a publisher over Mosquitto into a channel: how long each takes, in the first and in the
 * last part of the run, which tells whether something piles up.
 */
import { connectAsync } from 'mqtt';
import { Hub } from '../../sidecar/hub/hub.ts';
import type { LogStore } from '../../sidecar/hub/log/event-log.ts';
import { createLog } from '../../sidecar/observe/log.ts';
import type { Mosquitto } from '../../test/support/mosquitto.ts';
import { until } from '../../test/support/polling.ts';
import { keepPace, type Pace } from '../lib/pace.ts';
import { Latencies } from '../lib/statistics.ts';

export interface FlowFigures {
  readonly first: Latencies;
  readonly last: Latencies;
  readonly received: number;
}

export async function measureFlow(store: LogStore, broker: Mosquitto, pace: Pace): Promise<FlowFigures> {
  const hub = new Hub({ store, log: createLog({ level: 'error' }) });
  const options = {
    url: broker.url,
    protocolVersion: 'auto',
    clientId: 'bench-history',
    keepaliveSeconds: 60,
    cleanStart: true,
    connectTimeoutMs: 5_000,
    reconnect: { minMs: 100, maxMs: 1_000, factor: 2, jitter: 0 },
  } as const;
  const channel = hub.open(options, { kind: 'profile', profile: 'bench' }, 'bench');
  await channel.connection.ready();
  const total = Math.round(pace.perSecond * pace.seconds);
  const sentAt = new Float64Array(total);
  const [first, last] = [new Latencies(), new Latencies()];
  let received = 0;
  const sink = {
    deliver({ payload }: { payload: Buffer }): void {
      const number = Number.parseInt(payload.toString('latin1', 0, 12), 10);
      received += 1;
      const ms = performance.now() - (sentAt[number] ?? 0);
      if (number < total / 4) first.add(ms);
      else if (number >= (total * 3) / 4) last.add(ms);
    },
  };
  await channel.subscribe(sink, 'flow/#', { qos: 1 });
  const publisher = await connectAsync(broker.url);
  await keepPace(pace, (number) => {
    sentAt[number] = performance.now();
    publisher.publish(`flow/${number % 100}`, `${number} `.padEnd(256, 'x'), { qos: 1 });
  });
  await until('every message has arrived', () => received >= total);
  await publisher.endAsync();
  await hub.close(channel);
  return { first, last, received };
}
