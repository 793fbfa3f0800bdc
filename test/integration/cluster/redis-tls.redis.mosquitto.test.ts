/** A Redis that speaks TLS under an authority of its own, and wants to know who its clients are. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeCertificates, type Certificates } from '../../support/certificates.ts';
import { startMosquitto } from '../../support/mosquitto.ts';
import { until } from '../../support/polling.ts';
import { publish } from '../../support/publish.ts';
import { startRedis } from '../../support/redis.ts';
import { startTestSidecar, type TestSidecar } from '../../support/sidecar.ts';
import { StreamClient } from '../../support/stream-client.ts';

let certificates: Certificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

afterAll(() => certificates.dispose());

async function ground() {
  const redis = await startRedis({ tls: certificates });
  onTestFinished(() => redis.dispose());
  const broker = await startMosquitto();
  onTestFinished(() => broker.dispose());
  return async (redisTls: { ca?: string; cert?: string; key?: string }): Promise<TestSidecar> => {
    const sidecar = await startTestSidecar({
      profiles: { local: { url: broker.url } },
      history: { store: 'redis' },
      cluster: { redisUrl: redis.url, redisTls },
      log: { level: 'error' },
    });
    onTestFinished(() => sidecar.stop());
    return sidecar;
  };
}

const ready = async ({ origin }: TestSidecar): Promise<string> => (await fetch(`${origin}/health/ready`)).text();

test('instances share their log over TLS, with an authority and a client certificate from files', async () => {
  const start = await ground();
  const { authority, client } = certificates;
  const redisTls = { ca: authority.certFile, cert: client.certFile, key: client.keyFile };
  const [one, other] = [await start(redisTls), await start(redisTls)];
  await using stream = await StreamClient.open(other.origin, 'topic=a&qos=1');
  await publish(one.origin, 'a', 'over TLS');
  await stream.untilMessages(1);
  expect(stream.payloads).toEqual(['over TLS']);
});

test('a Redis whose certificate nobody vouches for is not spoken to, and the reason is told', async () => {
  const start = await ground();
  const sidecar = await start({});
  await until('the reason is told', async () => /certificate/i.test(await ready(sidecar)));
  expect(await ready(sidecar)).toMatch(/Redis, which the instances share, cannot be reached: .*certificate/i);
});
