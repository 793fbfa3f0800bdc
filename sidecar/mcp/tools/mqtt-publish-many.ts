/** `mqttPublishMany`: sends a list of messages in its order. All of it is checked before the first goes out. */
import { z } from 'zod';
import { AppError, toAppError } from '../../errors.ts';
import { encodePayload } from '../../mqtt/payload-codec.ts';
import { assertPublishProperties } from '../../mqtt/publish-properties.ts';
import { describeReasonCode } from '../../mqtt/reason-codes.ts';
import { assertTopicName } from '../../mqtt/topics.ts';
import type { OutgoingMessage } from '../../mqtt/types.ts';
import { boolean, qos, structure } from '../lenient.ts';
import { counted } from '../counted.ts';
import { messageProperties } from '../message-properties.ts';
import { connectionArgument, encodingArgument, payloadArgument, propertiesArgument } from '../shapes.ts';
import { inTurns } from '../in-turns.ts';
import { defineTool } from '../tool.ts';

const MAX_MESSAGES = 1_000;
/** Messages on their way at once; more would only wait in the connection. */
const WINDOW = 50;
/** Failures told one by one. */
const MAX_TOLD = 20;

const messageArgument = z.object({
  topic: z.string(),
  payload: payloadArgument,
  encoding: encodingArgument,
  qos: qos('Default: as for all.').exactOptional(),
  retain: boolean().exactOptional(),
  properties: propertiesArgument.exactOptional(),
});

export const mqttPublishMany = defineTool({
  name: 'mqttPublishMany',
  title: 'Publish several messages',
  description: 'Publish up to 1000 messages in the order given. Nothing is sent if one of them is malformed.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    messages: structure(z.array(structure(messageArgument)).min(1).max(MAX_MESSAGES)),
    qos: qos('For messages that do not say: 0 (default), 1 or 2.').exactOptional(),
    retain: boolean().exactOptional().describe('For messages that do not say. Default false.'),
    connection: connectionArgument,
  }),
  output: z.object({
    connection: z.string(),
    published: z.number(),
    failed: z.number(),
    errors: z.array(z.object({ index: z.number(), topic: z.string(), error: z.string() })).describe('The first failures.'),
    outcomes: z
      .array(z.object({ reasonCode: z.number().nullable(), reason: z.string(), messages: z.number() }))
      .describe('How the broker acknowledged them, by MQTT 5 reason code.'),
  }),
  async run({ messages, qos: level = 0, retain = false, connection: reference }, { scope, signal, progress }) {
    const outgoing = messages.map((message, index) => checked(index, { qos: level, retain, ...message }));
    const connection = await scope.resolve(reference);
    const failures: { index: number; error: AppError }[] = [];
    const acknowledged = new Map<number | null, number>();
    let done = 0;
    await inTurns(outgoing, WINDOW, signal, async (message, index) => {
      try {
        const { reasonCode } = await scope.publish(connection, message);
        acknowledged.set(reasonCode, (acknowledged.get(reasonCode) ?? 0) + 1);
      } catch (thrown) {
        failures.push({ index, error: toAppError(thrown) });
      }
      done += 1;
      progress.report(done, outgoing.length, `${done} of ${outgoing.length} messages`);
    });
    const [first] = failures;
    if (first !== undefined && failures.length === outgoing.length) throw first.error;
    const published = done - failures.length;
    const structured = {
      connection: connection.channel.id,
      published,
      failed: failures.length,
      errors: failures
        .toSorted((one, other) => one.index - other.index)
        .slice(0, MAX_TOLD)
        .map(({ index, error }) => ({ index, topic: outgoing[index]?.topic ?? '', error: error.advice })),
      outcomes: [...acknowledged].map(([reasonCode, count]) => ({ reasonCode, reason: inWords(reasonCode), messages: count })),
    };
    const failed = failures.length === 0 ? '' : ` ${failures.length} failed; "errors" says which and why.`;
    const unsent = done === outgoing.length ? '' : ` The call was cancelled, and ${outgoing.length - done} were not sent.`;
    return {
      text: `Published ${published} of ${counted(outgoing.length, 'message')}.${failed}${unsent}\n${JSON.stringify(structured)}`,
      structured,
    };
  },
});

type Checked = Omit<z.output<typeof messageArgument>, 'qos' | 'retain'> & Pick<OutgoingMessage, 'qos' | 'retain'>;

/** Says which message it is, as the index in the list, counted from 0. */
function checked(index: number, { topic, payload, encoding, qos: level, retain, properties }: Checked): OutgoingMessage {
  try {
    assertTopicName(topic);
    const message = { topic, payload: encodePayload(payload, encoding), qos: level, retain };
    if (properties === undefined) return message;
    const wanted = messageProperties(properties);
    assertPublishProperties(wanted);
    return { ...message, properties: wanted };
  } catch (thrown) {
    const error = toAppError(thrown);
    throw new AppError(error.code, `messages[${index}]: ${error.message}`, { hint: error.hint, cause: error });
  }
}

function inWords(reasonCode: number | null): string {
  if (reasonCode === null) return 'sent; no code (QoS 0 or MQTT 3.1.1)';
  return reasonCode === 0 ? 'success (0x00)' : describeReasonCode(reasonCode);
}
