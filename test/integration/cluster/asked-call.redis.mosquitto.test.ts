/** A call of 2026-07-28 for which the policy asks: its rounds come to one instance after the other, and still belong together. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import type { ConfigInput } from '../../../sidecar/config/schema.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { prepareGround } from './instances.ts';

test('a question that one instance has asked is answered at another, and the message is published once', async () => {
  const { start } = await prepareGround();
  const policy: ConfigInput['policy'] = { rules: [{ action: 'publish', decision: 'ask' }] };
  const [one, other] = [await start({ policy }), await start({ policy })];
  const origins = [one.origin, other.origin];
  const served: string[] = [];
  const transport = new StreamableHTTPClientTransport(new URL(`${one.origin}/mqttx/mcp`), {
    // Each request to another instance than the one before, as a load balancer without sticky sessions may do it.
    fetch: (url, init) => {
      const origin = origins[served.length % 2] ?? one.origin;
      served.push(origin);
      return fetch(new URL(new URL(url).pathname, origin), init);
    },
  });
  const client = new Client(
    { name: 'asked', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: {} } },
  );
  let questions = 0;
  client.setRequestHandler('elicitation/create', () => {
    questions += 1;
    return { action: 'accept', content: {} };
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  await using stream = await StreamClient.open(one.origin, 'topic=asked&qos=1');

  for (const payload of ['first', 'second']) {
    const before = served.length;
    const result = await client.callTool({ name: 'mqttPublish', arguments: { connection: 'local', topic: 'asked', payload, qos: 1 } });
    expect(result.isError ?? false).toBe(false);
    expect(new Set(served.slice(before))).toEqual(new Set(origins));
  }

  await stream.untilMessages(2);
  expect(stream.payloads).toEqual(['first', 'second']);
  expect(questions).toBe(2);
});
