/** `mqttSubscribe`: messages are pushed to the session from now on, and gathered for `mqttReadMessages`. */
import { z } from 'zod';
import { boolean, number, qos } from '../lenient.ts';
import { connectionArgument, qosOutput } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const mqttSubscribe = defineTool({
  name: 'mqttSubscribe',
  title: 'Subscribe to a topic filter',
  description: 'Subscribe to an MQTT topic filter (+ one level, # the rest). Read what arrives with mqttReadMessages.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic filter, for example factory/+/temperature or factory/#.'),
    qos: qos('Highest QoS wanted: 0 (default), 1 or 2.').exactOptional(),
    connection: connectionArgument,
    noLocal: boolean().exactOptional().describe('MQTT 5: not the messages this connection publishes itself.'),
    retainAsPublished: boolean().exactOptional().describe('MQTT 5: keep the retain flag as published.'),
    retainHandling: number(z.literal([0, 1, 2], { error: 'must be 0, 1 or 2' }))
      .exactOptional()
      .describe('Retained messages: 0 always (default), 1 only if not subscribed yet, 2 never.'),
    subscriptionIdentifier: number(z.int().min(1).max(268_435_455))
      .exactOptional()
      .describe('Comes with each message of this subscription, in its properties.'),
  }),
  output: z.object({ connection: z.string(), topic: z.string(), qos: qosOutput.describe('granted') }),
  async run({ topic, connection: reference, ...options }, { scope }) {
    const connection = await scope.resolve(reference);
    const granted = await scope.subscribe(connection, topic, { qos: 0, ...options });
    const { id } = connection.channel;
    return {
      text: `Subscribed to "${topic}" with QoS ${granted.qos} on ${id}. Messages are gathered from now on; read them with mqttReadMessages.`,
      structured: { connection: id, topic, qos: granted.qos },
    };
  },
});
