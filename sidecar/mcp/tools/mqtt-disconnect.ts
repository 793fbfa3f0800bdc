/** `mqttDisconnect`: ends a broker connection properly, with DISCONNECT. */
import { z } from 'zod';
import { counted } from '../counted.ts';
import { connectionArgument } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const mqttDisconnect = defineTool({
  name: 'mqttDisconnect',
  title: 'Disconnect from the broker',
  description: 'Close a broker connection, its subscriptions and its unread messages.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  isPassive: true,
  input: z.object({ connection: connectionArgument }),
  output: z.object({ connection: z.string(), state: z.literal('disconnected') }),
  async run({ connection: reference }, { scope }) {
    const connection = await scope.resolve(reference);
    const { id, url } = connection.channel.connection;
    await scope.disconnect(connection);
    const rest = scope.connections.length;
    const remaining = rest === 0 ? 'No connection is left.' : `${counted(rest, 'other connection')} ${rest === 1 ? 'stays' : 'stay'} open.`;
    return { text: `Disconnected from ${url} (${id}). ${remaining}`, structured: { connection: id, state: 'disconnected' as const } };
  },
});
