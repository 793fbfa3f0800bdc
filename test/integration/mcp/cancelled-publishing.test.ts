/** What the record says of a call that was cancelled while it published: what was sent, and not what would have been. */
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { connack, mqttString, packet, PACKET, startScriptedBroker } from '../../support/scripted-broker.ts';
import { RawMcpClient } from '../../support/raw-mcp-client.ts';
import { until } from '../../support/polling.ts';
import { startTestSidecar } from '../../support/sidecar.ts';

const activitySchema = z.object({ entries: z.array(z.object({ tool: z.string(), result: z.string() })) });

const RETAINED = 60;

/** Has retained messages for whoever subscribes, and acknowledges what is published only once it is told to. */
async function startHoldingBack() {
  let isHeldBack = true;
  const waiting: (() => void)[] = [];
  const broker = await startScriptedBroker(({ type, body }, client) => {
    if (type === PACKET.connect) client.send(connack(client.version));
    if (type === PACKET.subscribe) {
      client.send(packet(PACKET.suback, 0, body.subarray(0, 2), 0));
      for (let index = 0; index < RETAINED; index += 1) client.send(packet(PACKET.publish, 1, mqttString(`r/${index}`), Buffer.from('x')));
    }
    if (type !== PACKET.publish) return;
    // The packet identifier stands behind the topic (section 3.3.2.2).
    const behind = 2 + body.readUInt16BE(0);
    const acknowledge = (): void => client.send(packet(PACKET.puback, 0, body.subarray(behind, behind + 2)));
    if (isHeldBack) waiting.push(acknowledge);
    else acknowledge();
  });
  return {
    url: broker.url,
    waiting,
    acknowledge(): void {
      isHeldBack = false;
      for (const acknowledge of waiting) acknowledge();
    },
  };
}

/** Cancels the call once so many messages wait for their acknowledgement; what the record then says of it. */
async function cancelled(name: string, toolArguments: object, sent: number): Promise<string> {
  const broker = await startHoldingBack();
  const sidecar = await startTestSidecar();
  onTestFinished(() => sidecar.stop());
  const client = await RawMcpClient.open(sidecar.origin);
  onTestFinished(() => client.destroy());
  await client.callTool('mqttConnect', { url: broker.url, protocolVersion: 4 });
  await client.post({ jsonrpc: '2.0', id: 'long', method: 'tools/call', params: { name, arguments: toolArguments } });
  await until('the first window was sent', () => broker.waiting.length === sent);

  await client.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'long' } });
  broker.acknowledge();
  let result: string | undefined;
  await until('the call stands in the record', async () => {
    const response = await fetch(`${sidecar.origin}/mqttx/admin/v1/activity`, {
      headers: { Authorization: `Bearer ${sidecar.adminToken}` },
    });
    result = activitySchema.parse(await response.json()).entries.find(({ tool }) => tool === name)?.result;
    return result !== undefined;
  });
  return result ?? '';
}

it('counts as published what had been sent when mqttPublishMany was cancelled', async () => {
  const messages = Array.from({ length: 200 }, () => ({ topic: 'a', payload: 'x' }));
  expect(await cancelled('mqttPublishMany', { messages, qos: 1 }, 50)).toContain(
    'Published 50 of 200 messages. The call was cancelled, and 150 were not sent.',
  );
});

it('counts as cleared what had been when mqttClearRetained was cancelled', async () => {
  expect(await cancelled('mqttClearRetained', { topic: 'r/#' }, 20)).toContain(`"found":${RETAINED},"cleared":20,`);
});
