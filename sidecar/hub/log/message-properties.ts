/** MQTT 5 properties of a message as text and back, bit for bit, for stores that keep messages outside of this process. Pure. */
import { z } from 'zod';
import type { MessageProperties } from '../../mqtt/types.ts';

const propertiesSchema = z
  .object({
    payloadFormatIndicator: z.boolean().exactOptional(),
    messageExpiryInterval: z.number().exactOptional(),
    contentType: z.string().exactOptional(),
    responseTopic: z.string().exactOptional(),
    correlationData: z
      .base64()
      .transform((text) => Buffer.from(text, 'base64'))
      .exactOptional(),
    userProperties: z.record(z.string(), z.union([z.string(), z.array(z.string())])).exactOptional(),
    subscriptionIdentifier: z.array(z.number()).exactOptional(),
  })
  .readonly();

export function encodeProperties({ correlationData, ...rest }: MessageProperties): string {
  return JSON.stringify(correlationData === undefined ? rest : { ...rest, correlationData: correlationData.toString('base64') });
}

/** Throws when the text is none that `encodeProperties` could have made. */
export function decodeProperties(text: string): MessageProperties {
  return propertiesSchema.parse(JSON.parse(text));
}
