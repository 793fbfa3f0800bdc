/** `mqttListProfiles`: the configured brokers, without anything secret, for whoever has to choose one. */
import { z } from 'zod';
import type { ProfileSource } from '../connect-arguments.ts';
import { defineTool, type Tool } from '../tool.ts';

export function mqttListProfiles(profiles: ProfileSource): Tool {
  return defineTool({
    name: 'mqttListProfiles',
    title: 'List configured brokers',
    description: 'List the configured brokers (profiles). Pass a name as "profile" to mqttConnect, or as "connection" to any other tool.',
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    isPassive: true,
    input: z.object({}),
    output: z.object({
      profiles: z.array(
        z.object({
          name: z.string(),
          url: z.string().describe('Without credentials.'),
          protocolVersion: z.union([z.literal('auto'), z.literal(4), z.literal(5)]),
          isDefault: z.boolean(),
          connected: z.boolean().describe('Whether this session holds a connection to it under its name.'),
        }),
      ),
      adHocConnections: z.boolean().describe('Whether mqttConnect takes other addresses too.'),
    }),
    async run(_nothing, { scope }) {
      const held = new Set(scope.connections.map(({ profile }) => profile));
      const all = profiles.all.map((profile) => ({ ...profile, connected: held.has(profile.name) }));
      const structured = { profiles: all, adHocConnections: profiles.adHoc };
      const lines = all.map(({ name, url, isDefault }) => `${name}${isDefault ? ' (default)' : ''}: ${url}`);
      const summary = all.length === 0 ? 'No profiles are configured.' : lines.join('\n');
      return { text: `${summary}\n${JSON.stringify(structured)}`, structured };
    },
  });
}
