/**
 * The bare client that the sidecar is compared with: one mqtt.js connection, set as the sidecar sets its own where that
 * matters for time (MQTT 5, no Nagle's algorithm).
 */
import { Socket } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import type { LoadClient, LoadClientParts } from './load-client.ts';

export async function connectBare(url: string, clientId: string): Promise<MqttClient> {
  const client = await connectAsync(url, { clientId, protocolVersion: 5, reconnectPeriod: 0 });
  if (client.stream instanceof Socket) client.stream.setNoDelay(true);
  return client;
}

export async function openBareClient(url: string, { clientId, filter, onMessage }: LoadClientParts): Promise<LoadClient> {
  const client = await connectBare(url, clientId);
  client.on('message', (_topic, payload) => onMessage(payload.toString()));
  await client.subscribeAsync(filter, { qos: 0 });
  return {
    async publish(topic, payload) {
      await client.publishAsync(topic, payload, { qos: 1 });
    },
    async close() {
      await client.endAsync();
    },
  };
}
