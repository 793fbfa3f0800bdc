/** A dashboard that left before its messages could come: nothing of it stays at the connection. */
import { expect, it } from 'vitest';
import { adminSnapshotSchema, type AdminSnapshot } from '../../../sidecar/admin/schema.ts';
import { until } from '../../support/polling.ts';
import { connack, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

it('does not subscribe for a dashboard that left while the connection was being made', async () => {
  const broker = await startScriptedBroker((received, client) => {
    // One topic filter (section 3.8): granted with QoS 0.
    if (received.type === PACKET.subscribe) client.send(packet(9, 0, received.body.subarray(0, 2), 0));
  });
  await using sidecar = await startTestSidecar({
    profiles: { plant: { url: broker.url, protocolVersion: 4 } },
    defaultProfile: 'plant',
  });
  const admin = (path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${sidecar.origin}/mqttx/admin/v1${path}`, {
      headers: { Authorization: `Bearer ${sidecar.adminToken}` },
      ...(signal === undefined ? {} : { signal }),
    });
  const connection = async (): Promise<AdminSnapshot['connections'][number] | undefined> =>
    adminSnapshotSchema.parse(await (await admin('/snapshot')).json()).connections[0];

  // Somebody else holds the profile's connection, so that it does not end with the dashboard.
  const reader = new AbortController();
  await fetch(`${sidecar.origin}/mqttx/stream?topic=read`, { signal: reader.signal });
  await until('the broker is asked to let in', () => broker.clients[0]?.received[0]?.type === PACKET.connect);
  const dashboard = new AbortController();
  const left = admin('/messages?topic=left/%23', dashboard.signal);
  await connection();
  dashboard.abort();
  await expect(left).rejects.toThrow('aborted');
  await connection();

  broker.clients[0]?.send(connack(4));
  await until('the connection is made', async () => (await connection())?.state.name === 'connected');
  expect((await connection())?.subscriptions.map(({ topic }) => topic)).toEqual(['read']);
  reader.abort();
});
