/**
 * Checks the MQTT 5 properties of a message that is to be published, and prepares them for the wire. A property that breaks
 * the protocol would cost the whole connection, so it is refused here in words. Pure.
 */
import { AppError } from '../errors.ts';
import { topicNameProblem } from './topics.ts';
import type { MessageProperties } from './types.ts';

/** Lengths of strings and binary data are two bytes on the wire (section 1.5.4 and 1.5.6). */
const MAX_FIELD_BYTES = 65_535;
const MAX_FOUR_BYTE_INTEGER = 0xffff_ffff;

function fieldProblem(value: string | Buffer): string | undefined {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_FIELD_BYTES) return `has ${bytes} bytes; the limit is ${MAX_FIELD_BYTES}`;
  if (typeof value !== 'string') return undefined;
  if (value.includes('\0')) return 'contains U+0000, which MQTT forbids';
  return value.isWellFormed() ? undefined : 'contains half of a surrogate pair, which has no UTF-8 form';
}

function* problems(properties: MessageProperties): Generator<string> {
  const { messageExpiryInterval: expiry, responseTopic, contentType, correlationData } = properties;
  if (expiry !== undefined && !(Number.isInteger(expiry) && expiry >= 0 && expiry <= MAX_FOUR_BYTE_INTEGER)) {
    yield `messageExpiryInterval is ${expiry}; it has to be a whole number of seconds from 0 to ${MAX_FOUR_BYTE_INTEGER}`;
  }
  // [MQTT-3.3.2-14]: a response topic holds no wildcard.
  const topicProblem = responseTopic === undefined ? undefined : topicNameProblem(responseTopic);
  if (topicProblem !== undefined) yield `responseTopic cannot be used: ${topicProblem}`;
  for (const [name, value] of Object.entries({ contentType, correlationData })) {
    const problem = value === undefined ? undefined : fieldProblem(value);
    if (problem !== undefined) yield `${name} ${problem}`;
  }
  for (const [name, values] of Object.entries(properties.userProperties ?? {})) {
    for (const text of [name, values].flat()) {
      const problem = fieldProblem(text);
      if (problem !== undefined) yield `a text of userProperties ${problem}`;
    }
  }
}

/** Throws `invalid-arguments` for the first property that could not go over the wire. */
export function assertPublishProperties(properties: MessageProperties): void {
  for (const problem of problems(properties)) throw new AppError('invalid-arguments', `The property ${problem}.`);
}

/** As mqtt.js takes them. A client must not send a subscription identifier [MQTT-3.3.4-6]. */
export function toWireProperties({ subscriptionIdentifier: _broker, userProperties, ...rest }: MessageProperties) {
  return userProperties === undefined ? rest : { ...rest, userProperties: { ...userProperties } };
}
