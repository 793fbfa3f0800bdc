/** MQTT 5 properties as the arguments of a tool have them, made into what is published. Pure. */
import type { z } from 'zod';
import { encodePayload } from '../mqtt/payload-codec.ts';
import type { MessageProperties } from '../mqtt/types.ts';
import type { propertiesArgument } from './shapes.ts';

/** @throws AppError `invalid-payload` when the correlation data is no base64 */
export function messageProperties({ correlationData, ...rest }: z.output<typeof propertiesArgument>): MessageProperties {
  return correlationData === undefined ? rest : { ...rest, correlationData: encodePayload(correlationData, 'base64') };
}
