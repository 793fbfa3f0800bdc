/** The sidecar as it ships, between Mosquitto and the readers. */
import type { Bundle } from '../../lib/bundle.ts';
import { startBroker } from '../../lib/broker.ts';
import { startSidecarProcess, type SidecarProcess } from '../../lib/sidecar-process.ts';
import { openMqttPublisher } from '../publishers.ts';
import type { StreamServer } from './server.ts';

export interface SidecarServer extends StreamServer {
  readonly process: SidecarProcess;
}

/** @param settings as environment variables, without their common beginning */
export async function startSidecarServer(bundle: Bundle, settings: Readonly<Record<string, string>> = {}): Promise<SidecarServer> {
  const broker = await startBroker();
  const profiles = JSON.stringify({ local: { url: broker.url } });
  const sidecar = await startSidecarProcess(bundle, { probed: true, embeddedBroker: false, settings: { PROFILES: profiles, ...settings } });
  return {
    name: 'sidecar',
    pid: sidecar.pid,
    process: sidecar,
    target: { protocol: 'sse', port: Number(new URL(sidecar.origin).port), path: '/mqttx/stream?topic={topic}' },
    openPublisher: () => openMqttPublisher(broker.port),
    memory: async () => (await sidecar.memory()).rss,
    async [Symbol.asyncDispose]() {
      await sidecar[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    },
  };
}
