/** A plant that measures, a link to the cloud that fails now and then, and what the cloud receives all the same. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../../sidecar/config/schema.ts';
import { startSidecar } from '../../sidecar/server.ts';
import { connectDevice } from '../shared/device.ts';
import type { StartExample } from '../shared/example.ts';
import { startCloud } from './cloud.ts';

const MEASURE_MS = 100;
/** The link works for so many measurements, then it is down for as many. */
const LINK_PERIOD = 40;

export const start: StartExample = async ({ broker }) => {
  const folder = await mkdtemp(join(tmpdir(), 'edge-forwarding-'));
  const cloud = await startCloud();
  // The sidecar at the edge: everything that it needs to know is this configuration.
  const edge = await startSidecar(
    configSchema.parse({
      server: { port: 0 },
      embeddedBroker: { enabled: false },
      log: { level: 'error' },
      history: { store: 'sqlite', path: join(folder, 'history.db') },
      profiles: { plant: { url: broker }, cloud: { url: cloud.url, reconnect: { minMs: 200, maxMs: 1_000 } } },
      defaultProfile: 'plant',
      forward: [{ from: 'plant', to: 'cloud', topics: ['line/+/temperature'], prefix: 'site7/', qos: 1 }],
    }),
  );

  const machine = await connectDevice(broker);
  machine.every(MEASURE_MS, (count) => {
    machine.publish(
      `line/${(count % 3) + 1}/temperature`,
      { count, celsius: 60 + Math.round(Math.sin(count / 20) * 100) / 10 },
      { qos: 1 },
    );
    if (count % LINK_PERIOD === LINK_PERIOD - 1) cloud.setLink(Math.floor(count / LINK_PERIOD) % 2 === 1);
  });
  return {
    words: `Edge forwarding: one line of JSON for each message that reaches the cloud, on standard output, while its link is down every ${(LINK_PERIOD * MEASURE_MS) / 1_000} s.`,
    async stop() {
      await machine.stop();
      await edge.stop();
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
