/** Three instances, each a process of its own, behind nginx without sticky sessions, on one Redis and one Mosquitto. Ended with the test. */
import { onTestFinished } from 'vitest';
import { runCli, type CliRun } from '../../support/cli.ts';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { startNginx } from '../../support/nginx.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/polling.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

export interface Instance {
  readonly name: string;
  readonly origin: string;
  readonly run: CliRun;
}

export interface ClusterProcesses {
  /** nginx: any request may reach any instance. */
  readonly origin: string;
  readonly instances: readonly Instance[];
  readonly redis: TestRedis;
  readonly broker: Mosquitto;
  /** The instance that holds the broker connection of the profile `local`; undefined while none does. */
  holder(): Promise<Instance | undefined>;
}

export async function startClusterProcesses(more: Record<string, string> = {}): Promise<ClusterProcesses> {
  const redis = await startRedis();
  onTestFinished(() => redis.dispose());
  const broker = await startMosquitto({
    persistence: true,
    config: [
      'max_queued_messages 0',
      'max_inflight_messages 200',
      'log_type none',
      'log_type notice',
      'log_type subscribe',
      'set_tcp_nodelay true',
    ],
  });
  onTestFinished(() => broker.dispose());
  const instances: Instance[] = [];
  for (const name of ['one', 'two', 'three']) {
    const port = await freePort();
    const run = runCli(['--port', String(port), '--no-embedded-broker', '--log-level', 'info'], {
      MQTTX_SSE_PROFILES: JSON.stringify({ local: { url: broker.url, reconnect: { minMs: 50, maxMs: 500 } } }),
      MQTTX_SSE_HISTORY_STORE: 'redis',
      MQTTX_SSE_CLUSTER_REDIS_URL: redis.url,
      MQTTX_SSE_CLUSTER_INSTANCE_ID: name,
      ...more,
    });
    onTestFinished(() => run[Symbol.asyncDispose]());
    // One after the other: all at once would keep a small machine busy for longer than each may take.
    await run.origin();
    instances.push({ name, run, origin: `http://127.0.0.1:${port}` });
  }
  const nginx = await startNginx(...instances.map(({ origin }) => Number(new URL(origin).port)));
  onTestFinished(() => nginx[Symbol.asyncDispose]());
  return {
    origin: nginx.origin,
    instances,
    redis,
    broker,
    async holder() {
      const lease = await redis.client.get('mqttx-sse:{local}:lease');
      const name = lease === null ? null : await redis.client.get(`mqttx-sse:instance:${lease.split(' ', 1)[0]}`);
      return instances.find((instance) => instance.name === name);
    },
  };
}

/** @param before the instance that held it and does not count */
export async function untilHeld(cluster: ClusterProcesses, before?: Instance, timeoutMs = 10_000): Promise<Instance> {
  let holder: Instance | undefined;
  await until(
    'an instance holds the broker connection',
    async () => {
      holder = await cluster.holder();
      return holder !== undefined && holder !== before;
    },
    timeoutMs,
  );
  if (holder === undefined) throw new Error('No instance holds the broker connection.');
  return holder;
}
