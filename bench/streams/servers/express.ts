/** A naive fan-out with Express, between Mosquitto and the readers: see `express-fan-out.ts`. */
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startBroker } from '../../lib/broker.ts';
import { startMeasured } from '../../lib/measured-process.ts';
import { openMqttPublisher } from '../publishers.ts';
import type { StreamServer } from './server.ts';

export async function startExpressServer(): Promise<StreamServer> {
  const broker = await startBroker();
  const child = await startMeasured({
    command: [fileURLToPath(new URL('express-fan-out.ts', import.meta.url)), broker.url],
    ready: /^listening on (\d+)$/,
    probed: true,
    cwd: tmpdir(),
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return {
    name: 'express',
    pid: child.pid,
    target: { protocol: 'sse', port: Number(child.match[1]), path: '/stream?topic={topic}' },
    openPublisher: () => openMqttPublisher(broker.port),
    memory: async () => (await child.memory()).rss,
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    },
  };
}
