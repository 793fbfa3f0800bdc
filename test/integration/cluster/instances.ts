/** Several instances in this process on one Redis and one broker, ended with the test. */
import { onTestFinished } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { startMosquitto, type Mosquitto, type MosquittoOptions } from '../../support/mosquitto.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';

export interface Ground {
  readonly redis: TestRedis;
  readonly broker: Mosquitto;
  /** Starts one more instance. */
  start(more?: ConfigInput): Promise<TestSidecar>;
}

export async function prepareGround(broker: MosquittoOptions = {}, redis: { isPersistent?: boolean } = {}): Promise<Ground> {
  const sharedRedis = await startRedis(redis);
  onTestFinished(() => sharedRedis.dispose());
  const sharedBroker = await startMosquitto({ persistence: true, ...broker });
  onTestFinished(() => sharedBroker.dispose());
  return {
    redis: sharedRedis,
    broker: sharedBroker,
    async start(more = {}) {
      const sidecar = await startTestSidecar({
        profiles: { local: { url: sharedBroker.url, reconnect: { minMs: 50, maxMs: 500 } } },
        ...more,
        cluster: { redisUrl: sharedRedis.url, ...more.cluster },
        history: { store: 'redis', ...more.history },
      });
      onTestFinished(() => sidecar.stop());
      return sidecar;
    },
  };
}
