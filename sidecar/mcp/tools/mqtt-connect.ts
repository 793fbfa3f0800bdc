/** `mqttConnect`: opens a broker connection of the caller's own. */
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { connectArguments, connectionOptions, type ConnectArguments, type ProfileSource } from '../connect-arguments.ts';
import { connectionStateOutput } from '../shapes.ts';
import { defineTool, type Tool } from '../tool.ts';

export function mqttConnect(profiles: ProfileSource): Tool {
  return defineTool({
    name: 'mqttConnect',
    title: 'Connect to an MQTT broker',
    description:
      'Connect to an MQTT broker by profile name, host and port, or url. Returns a connection id; later calls use the latest connection unless told otherwise.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    input: connectArguments,
    output: z.object({
      connection: z.string(),
      state: connectionStateOutput,
      url: z.string(),
      clientId: z.string(),
      protocolVersion: z.union([z.literal(4), z.literal(5)]),
    }),
    async run(given, { scope }) {
      const options = connectionOptions(given, profiles);
      // A profile with a client id of its own can be connected once only [MQTT-3.1.4-3]: its readers share that connection.
      const isShared = given.clientId === undefined && options.clientId !== undefined;
      const shared = isShared ? given.profile : undefined;
      if (shared !== undefined) assertAsConfigured(shared, given);
      const { channel } = shared === undefined ? await scope.connect(options) : await scope.share(shared);
      const { id, url, clientId, state } = channel.connection;
      const protocolVersion = state.name === 'connected' ? state.protocolVersion : 4;
      const version = protocolVersion === 5 ? 'MQTT 5.0' : 'MQTT 3.1.1';
      return {
        text: `Connected to ${url} as client "${clientId}" with ${version}. Connection id: ${id}.`,
        structured: { connection: id, state: state.name, url, clientId, protocolVersion },
      };
    },
  });
}

/** A shared connection is what the profile says; a will that is never left must not seem to be. */
function assertAsConfigured(profile: string, given: ConnectArguments): void {
  const own = (['will', 'username', 'password', 'tls', 'protocolVersion'] as const).filter((argument) => given[argument] !== undefined);
  if (own.length === 0) return;
  const named = own.map((argument) => `"${argument}"`).join(' and ');
  throw new AppError(
    'invalid-arguments',
    `The connection of the profile "${profile}" is shared by all of its readers, so ${named} cannot be given.`,
    {
      hint: `Leave it out, or give a "clientId" to get a connection of your own.`,
    },
  );
}
