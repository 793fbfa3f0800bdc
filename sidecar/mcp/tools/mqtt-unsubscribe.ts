/** `mqttUnsubscribe`: ends one subscription; what it has gathered stays readable. */
import { z } from 'zod';
import { connectionArgument } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const mqttUnsubscribe = defineTool({
  name: 'mqttUnsubscribe',
  title: 'Unsubscribe from a topic filter',
  description: 'End a subscription. Messages gathered so far can still be read.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  isPassive: true,
  input: z.object({ topic: z.string().describe('The topic filter as it was subscribed.'), connection: connectionArgument }),
  output: z.object({ connection: z.string(), topic: z.string() }),
  async run({ topic, connection: reference }, { scope }) {
    const connection = await scope.resolve(reference);
    await scope.unsubscribe(connection, topic);
    const { id } = connection.channel;
    return { text: `Unsubscribed from "${topic}" on ${id}.`, structured: { connection: id, topic } };
  },
});
