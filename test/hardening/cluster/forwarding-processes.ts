/** Three instances, each a process of its own, that pass messages on from one broker to another, on one Redis. Ended with the test. */
import { connectAsync } from 'mqtt';
import { onTestFinished } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { startRedis } from '../../support/redis.ts';
import type { Instance } from './cluster-processes.ts';

export interface ForwardingProcesses {
  readonly plant: Mosquitto;
  readonly cloud: Mosquitto;
  readonly instances: readonly Instance[];
  /** The instance that passes messages on; waits until there is one other than that given. */
  untilHeld(before?: Instance, timeoutMs?: number): Promise<Instance>;
  /** What has arrived at the target, repeated messages too: payloads by topic. */
  arrived(topic: string): readonly string[];
}

const config = ['max_queued_messages 0', 'max_inflight_messages 200', 'log_type none', 'log_type subscribe', 'set_tcp_nodelay true'];

export async function startForwardingProcesses(): Promise<ForwardingProcesses> {
  const redis = await startRedis();
  onTestFinished(() => redis.dispose());
  const [plant, cloud] = await Promise.all([startMosquitto({ persistence: true, config }), startMosquitto({ persistence: true, config })]);
  onTestFinished(() => Promise.all([plant.dispose(), cloud.dispose()]).then(() => {}));
  const reconnect = { minMs: 50, maxMs: 500 };
  const instances: Instance[] = [];
  for (const name of ['one', 'two', 'three']) {
    const run = runCli(['--port', '0', '--no-embedded-broker', '--admin-token', 'admin-token-of-this-test'], {
      MQTTX_SSE_PROFILES: JSON.stringify({ plant: { url: plant.url, reconnect }, cloud: { url: cloud.url, reconnect } }),
      MQTTX_SSE_DEFAULT_PROFILE: 'plant',
      MQTTX_SSE_FORWARD: JSON.stringify([{ from: 'plant', to: 'cloud', topics: ['line/#'], prefix: 'site7/' }]),
      MQTTX_SSE_HISTORY_STORE: 'redis',
      MQTTX_SSE_CLUSTER_REDIS_URL: redis.url,
      MQTTX_SSE_CLUSTER_INSTANCE_ID: name,
    });
    onTestFinished(() => run[Symbol.asyncDispose]());
    instances.push({ name, run, origin: await run.origin() });
  }
  const reader = await connectAsync(cloud.url, {
    clientId: 'reader',
    clean: false,
    protocolVersion: 5,
    reconnectPeriod: 50,
    properties: { sessionExpiryInterval: 600 },
  });
  onTestFinished(() => reader.endAsync(true));
  const arrived: { topic: string; payload: string }[] = [];
  reader.on('message', (topic, payload) => arrived.push({ topic, payload: payload.toString() }));
  await reader.subscribeAsync('site7/#', { qos: 1 });

  await plant.untilSubscribed('line/#');

  const holder = async (): Promise<Instance | undefined> => {
    const lease = await redis.client.get('mqttx-sse:{forward:plant}:lease');
    const name = lease === null ? null : await redis.client.get(`mqttx-sse:instance:${lease.split(' ', 1)[0]}`);
    return instances.find((instance) => instance.name === name);
  };
  const isSubscribed = async (): Promise<boolean> =>
    (await redis.client.hexists('mqttx-sse:{forward:plant}:notes', 'cover forward:plant line/#')) === 1;
  return {
    plant,
    cloud,
    instances,
    arrived: (topic) => arrived.filter((message) => message.topic === topic).map(({ payload }) => payload),
    async untilHeld(before, timeoutMs = 10_000) {
      let found: Instance | undefined;
      await until(
        'an instance passes messages on',
        async () => {
          found = await holder();
          return found !== undefined && found !== before && (await isSubscribed());
        },
        timeoutMs,
      );
      if (found === undefined) throw new Error('No instance passes messages on.');
      return found;
    },
  };
}
