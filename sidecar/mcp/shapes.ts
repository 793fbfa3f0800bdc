/** Parts of schemas that several tools share, so that the same thing has the same name and the same words everywhere. */
import { z } from 'zod';
import { PAYLOAD_ENCODINGS } from '../mqtt/payload-codec.ts';
import { boolean, identifier, number, structure } from './lenient.ts';

export const connectionArgument = identifier()
  .exactOptional()
  .describe('Connection id from mqttConnect, or the name of a profile. Default: the latest connection.');

export const qosOutput = z.literal([0, 1, 2]);

/** What a tool says of a connection's state; the reason only where there is one. */
export const connectionStateOutput = z.enum(['connecting', 'connected', 'reconnecting', 'disconnected', 'failed']);

/** MQTT 5 PUBLISH properties as a caller gives them. */
export const propertiesArgument = structure(
  z.object({
    userProperties: structure(z.record(z.string(), z.union([z.string(), z.array(z.string())]))).exactOptional(),
    contentType: z.string().exactOptional(),
    responseTopic: z.string().exactOptional(),
    correlationData: z.string().exactOptional().describe('base64'),
    messageExpiryInterval: number(z.int().min(0).max(4_294_967_295)).exactOptional().describe('seconds'),
    payloadFormatIndicator: boolean().exactOptional(),
  }),
).describe('MQTT 5 properties; ignored on MQTT 3.1.1.');

export const payloadArgument = z.preprocess(
  (value) => (typeof value === 'string' || value === undefined ? value : JSON.stringify(value)),
  z.string(),
);

export const encodingArgument = z
  .enum(PAYLOAD_ENCODINGS)
  .exactOptional()
  .describe('How payload is written here. utf8 (default) and json send the text as it is, json checked; base64 and hex send the bytes.');
