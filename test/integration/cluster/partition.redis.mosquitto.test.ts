/** One instance loses its way to Redis while the others and the broker go on: it gives up what it holds, and comes back by itself. */
import { expect, test } from 'vitest';
import { startCuttingProxy } from '../../support/cutting-proxy.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { StreamClient } from '../../support/stream-client.ts';
import type { TestSidecar } from '../../support/sidecar.ts';
import { prepareGround } from './instances.ts';

const published = (origin: string, payload: string): Promise<boolean> =>
  publish(origin, 'a', payload).then(
    () => true,
    () => false,
  );

const held = async ({ origin }: TestSidecar): Promise<string | undefined> =>
  /^mqttx_sse_cluster_connections_held(?:\{.*\})? (\d+)$/m.exec(await (await fetch(`${origin}/metrics`)).text())?.[1];

test.each(['loudly', 'silently'] as const)(
  'an instance that is cut off from Redis %s gives the connection up and catches up when it is back',
  async (how) => {
    const { start, redis } = await prepareGround();
    const proxy = await startCuttingProxy(redis.port);
    const one = await start({ cluster: { redisUrl: `redis://127.0.0.1:${proxy.port}` } });
    await using here = await StreamClient.open(one.origin, 'topic=a&qos=1');
    await publish(one.origin, 'a', '1');
    await here.untilMessages(1);
    expect(await held(one)).toBe('1');
    const other = await start();
    await using there = await StreamClient.open(other.origin, 'topic=a&qos=1');

    proxy.part(how);
    await until('the other instance has the connection and publishes', () => published(other.origin, '2'), 15_000);
    await until('the first has given it up', async () => (await held(one)) === '0', 15_000);
    await publish(other.origin, 'a', '3');
    await there.untilMessages(2);
    expect(here.payloads).toEqual(['1']);
    expect((await fetch(`${one.origin}/health/ready`)).status).toBe(503);

    proxy.heal();
    await here.untilMessages(3);
    await until('the first publishes again', () => published(one.origin, '4'));
    await Promise.all([here.untilMessages(4), there.untilMessages(3)]);
    expect([here.payloads, there.payloads]).toEqual([
      ['1', '2', '3', '4'],
      ['2', '3', '4'],
    ]);
    expect([here, there].map((stream) => stream.named('gap'))).toEqual([[], []]);
  },
);
