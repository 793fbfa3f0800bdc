/** Mosquitto, subscribed to directly: what MQTT itself costs, without anything for browsers in front of it. */
import { residentBytes } from '../../lib/process-usage.ts';
import { startBroker } from '../../lib/broker.ts';
import { openMqttPublisher } from '../publishers.ts';
import type { StreamServer } from './server.ts';

export async function startMosquittoServer(): Promise<StreamServer> {
  const broker = await startBroker();
  const { pid = 0, port } = broker;
  return {
    name: 'mosquitto',
    pid,
    target: { protocol: 'mqtt', port },
    openPublisher: () => openMqttPublisher(port),
    memory: async () => residentBytes(pid),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
