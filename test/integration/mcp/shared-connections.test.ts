/** The shared connection of a profile, named by several calls of one session at the same moment. */
import { expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../../sidecar/mqtt/embedded-broker.ts';
import { until } from '../../support/polling.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

it('is held once by calls that come together, and ends when it is given back', async () => {
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port: 0 });
  await using sidecar = await startTestSidecar({ profiles: { local: { url: `mqtt://127.0.0.1:${broker.port}` } } });
  const client = await RawMcpClient.open(sidecar.origin);
  const connections = async (): Promise<unknown[]> => {
    const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/snapshot`, {
      headers: { Authorization: `Bearer ${sidecar.adminToken}` },
    });
    const snapshot: { connections: unknown[] } = JSON.parse(await response.text());
    return snapshot.connections;
  };
  await Promise.all(['a/#', 'b/#', 'c/#'].map((topic) => client.callTool('mqttSubscribe', { connection: 'local', topic })));
  const { structured } = await client.callTool('mqttStatus');
  expect(structured).toMatchObject({
    connections: [
      {
        connection: 'local',
        subscriptions: expect.arrayContaining([expect.objectContaining({ topic: 'a/#' }), expect.objectContaining({ topic: 'c/#' })]),
      },
    ],
  });
  expect(await connections()).toHaveLength(1);
  await client.callTool('mqttDisconnect', { connection: 'local' });
  await until('the connection has ended', async () => (await connections()).length === 0);
  client.destroy();
  await broker.close();
});
