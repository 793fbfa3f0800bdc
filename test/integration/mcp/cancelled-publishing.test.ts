/** What the record says of a call that was cancelled while it published: what was sent, and not what would have been. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { connack, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const activitySchema = z.object({ entries: z.array(z.object({ tool: z.string(), result: z.string() })) });

it('counts as published what had been sent when mqttPublishMany was cancelled', async () => {
  let isHeldBack = true;
  const unacknowledged: (() => void)[] = [];
  const broker = await startScriptedBroker((received, client) => {
    if (received.type === PACKET.connect) client.send(connack(client.version));
    if (received.type !== PACKET.publish) return;
    // The packet identifier stands behind the topic of one letter (section 3.3.2.2).
    const acknowledge = (): void => client.send(packet(PACKET.puback, 0, received.body.subarray(3, 5)));
    if (isHeldBack) unacknowledged.push(acknowledge);
    else acknowledge();
  });
  await using sidecar = await startTestSidecar();
  const client = await RawMcpClient.open(sidecar.origin);
  await client.callTool('mqttConnect', { url: broker.url, protocolVersion: 4 });
  const messages = Array.from({ length: 200 }, () => ({ topic: 'a', payload: 'x' }));
  const params = { name: 'mqttPublishMany', arguments: { messages, qos: 1 } };
  await client.post({ jsonrpc: '2.0', id: 'many', method: 'tools/call', params });
  await until('the first window was sent', () => unacknowledged.length === 50);

  await client.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'many' } });
  isHeldBack = false;
  for (const acknowledge of unacknowledged) acknowledge();

  let result: string | undefined;
  await until('the call stands in the record', async () => {
    const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/activity`, {
      headers: { Authorization: `Bearer ${sidecar.adminToken}` },
    });
    result = activitySchema.parse(await response.json()).entries.find(({ tool }) => tool === 'mqttPublishMany')?.result;
    return result !== undefined;
  });
  expect(result).toContain('Published 50 of 200 messages. The call was cancelled, and 150 were not sent.');
  client.destroy();
});
