/** `mqttPublish`: sends one message and waits for the broker's acknowledgement where its QoS has one. */
import { z } from 'zod';
import { encodePayload } from '../../mqtt/payload-codec.ts';
import { describeReasonCode } from '../../mqtt/reason-codes.ts';
import { boolean, qos } from '../lenient.ts';
import { messageProperties } from '../message-properties.ts';
import { connectionArgument, encodingArgument, payloadArgument, propertiesArgument, qosOutput } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const mqttPublish = defineTool({
  name: 'mqttPublish',
  title: 'Publish a message',
  description: 'Publish a message to an MQTT topic. With QoS 1 or 2 it returns after the broker has acknowledged.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic without wildcards.'),
    payload: payloadArgument.describe('The message.'),
    qos: qos('0 (default), 1 or 2.').exactOptional(),
    retain: boolean().exactOptional().describe('Keep as the last known value of the topic. Default false.'),
    encoding: encodingArgument,
    properties: propertiesArgument.exactOptional(),
    connection: connectionArgument,
  }),
  output: z.object({
    connection: z.string(),
    topic: z.string(),
    qos: qosOutput,
    retain: z.boolean(),
    reasonCode: z.number().nullable().describe('MQTT 5 reason code of the acknowledgement.'),
  }),
  async run({ topic, payload, qos: level = 0, retain = false, encoding, properties, connection: reference }, { scope }) {
    const connection = await scope.resolve(reference);
    const bytes = encodePayload(payload, encoding);
    const { reasonCode } = await scope.publish(connection, {
      topic,
      payload: bytes,
      qos: level,
      retain,
      ...(properties === undefined ? {} : { properties: messageProperties(properties) }),
    });
    const { id } = connection.channel;
    return {
      text: `Published ${bytes.length} bytes to "${topic}" (QoS ${level}${retain ? ', retained' : ''}) on ${id}. ${outcome(level, reasonCode)}`,
      structured: { connection: id, topic, qos: level, retain, reasonCode },
    };
  },
});

function outcome(level: number, reasonCode: number | null): string {
  if (level === 0) return 'QoS 0 has no acknowledgement.';
  return reasonCode === null || reasonCode === 0
    ? 'The broker acknowledged it.'
    : `The broker acknowledged it: ${describeReasonCode(reasonCode)}.`;
}
