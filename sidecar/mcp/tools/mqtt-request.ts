/**
 * `mqttRequest`: sends a message and waits for the answer to it (MQTT 5.0, section 4.10). Each request has a response topic of
 * its own unless the caller names one, so that answers of responders that give no correlation data back find their way too.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { HubMessage } from '../../hub/message.ts';
import { encodePayload } from '../../mqtt/payload-codec.ts';
import { describeReasonCode, NO_MATCHING_SUBSCRIBERS } from '../../mqtt/reason-codes.ts';
import { assertTopicName } from '../../mqtt/topics.ts';
import { gather } from '../gather.ts';
import { number, qos } from '../lenient.ts';
import { messageOutput, payloadArguments, remarks, showMessage } from '../message-output.ts';
import { messageProperties } from '../message-properties.ts';
import type { ScopedConnection } from '../scoped-connection.ts';
import { connectionArgument, encodingArgument, payloadArgument, propertiesArgument } from '../shapes.ts';
import { defineTool } from '../tool.ts';

const { decode, maxPayloadBytes } = payloadArguments;

export const mqttRequest = defineTool({
  name: 'mqttRequest',
  title: 'Send a request and wait for the answer',
  description:
    'Publish a request and return the answer to it, by MQTT 5 response topic and correlation data. On MQTT 3.1.1 name responseTopic.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic of the request.'),
    payload: payloadArgument.exactOptional().describe('The request. Default: empty.'),
    encoding: encodingArgument,
    qos: qos('0, 1 (default) or 2.').exactOptional(),
    timeoutSeconds: number(z.number().min(0.1).max(120))
      .exactOptional()
      .describe('Wait for the answer at most so long (up to 120). Default 10.'),
    responseTopic: z.string().exactOptional().describe('Where the answer is to come. Default: a topic made for this request.'),
    correlationData: z.string().exactOptional().describe('base64. Default: random.'),
    properties: propertiesArgument.exactOptional(),
    connection: connectionArgument,
    decode,
    maxPayloadBytes,
  }),
  output: z.object({
    connection: z.string(),
    topic: z.string(),
    responseTopic: z.string(),
    correlationData: z.string().nullable().describe('base64; null on MQTT 3.1.1.'),
    response: messageOutput,
    seconds: z.number(),
  }),
  async run({ topic, payload = '', encoding, qos: level = 1, timeoutSeconds = 10, connection: reference, ...given }, context) {
    assertTopicName(topic);
    const { scope } = context;
    const connection = await scope.resolve(reference);
    const asked = messageProperties(given.properties ?? {});
    const plan = planAnswer(connection, given.responseTopic ?? asked.responseTopic, given.correlationData, asked.correlationData);
    const { responseTopic, correlationData } = plan;
    const message = {
      topic,
      payload: encodePayload(payload, encoding),
      qos: level,
      retain: false,
      // A request that nobody waits for any more is not carried out late, unless the caller says so.
      properties: {
        messageExpiryInterval: Math.ceil(timeoutSeconds),
        ...asked,
        responseTopic,
        ...(correlationData && { correlationData }),
      },
    };
    const started = performance.now();
    let response: HubMessage | undefined;
    const end = await gather(context, {
      connection,
      filter: responseTopic,
      options: { qos: level, retained: 'never', exclusive: correlationData === undefined },
      take(candidate) {
        if (response !== undefined || !plan.isAnswer(candidate)) return 'other';
        response = candidate;
        return 'done';
      },
      timeoutMs: timeoutSeconds * 1_000,
      async whenListening() {
        const { reasonCode } = await scope.publish(connection, message);
        if (reasonCode === NO_MATCHING_SUBSCRIBERS && response === undefined) throw nobody(topic);
      },
    });
    if (typeof end === 'object') throw end.error;
    if (response === undefined) throw unanswered(topic, responseTopic, timeoutSeconds);
    const shown = showMessage(response, given);
    const seconds = Math.round(performance.now() - started) / 1_000;
    return {
      text: [`Answer to "${topic}" after ${seconds} s.`, ...remarks([shown])].join(' ') + `\n${JSON.stringify(shown)}`,
      structured: {
        connection: connection.channel.id,
        topic,
        responseTopic,
        correlationData: correlationData?.toString('base64') ?? null,
        response: shown,
        seconds,
      },
    };
  },
});

interface AnswerPlan {
  readonly responseTopic: string;
  /** Undefined where the protocol has none. */
  readonly correlationData: Buffer | undefined;
  isAnswer(message: HubMessage): boolean;
}

function planAnswer(
  { channel }: ScopedConnection,
  named: string | undefined,
  correlationText: string | undefined,
  correlationBytes: Buffer | undefined,
): AnswerPlan {
  const { state, url } = channel.connection;
  if (named !== undefined) assertTopicName(named);
  if (state.name === 'connected' && state.protocolVersion === 4) {
    if (named === undefined) {
      throw new AppError('invalid-arguments', `The broker at ${url} speaks MQTT 3.1.1, which carries no response topic.`, {
        hint: 'Give as "responseTopic" the topic on which the responder answers.',
      });
    }
    return { responseTopic: named, correlationData: undefined, isAnswer: () => true };
  }
  const correlationData = correlationText === undefined ? (correlationBytes ?? randomBytes(16)) : encodePayload(correlationText, 'base64');
  return {
    responseTopic: named ?? `mqttx-sse/response/${randomBytes(16).toString('base64url')}`,
    correlationData,
    // On a topic made for this request alone, an answer that lacks correlation data can be no other's.
    isAnswer({ properties }) {
      const echoed = properties?.correlationData;
      return echoed === undefined ? named === undefined : echoed.equals(correlationData);
    },
  };
}

function nobody(topic: string): AppError {
  return new AppError('no-response', `Nobody answers requests on "${topic}": ${describeReasonCode(NO_MATCHING_SUBSCRIBERS)}.`, {
    hint: 'Check the topic, and that the responder is connected and subscribed.',
  });
}

function unanswered(topic: string, responseTopic: string, seconds: number): AppError {
  return new AppError('no-response', `The request to "${topic}" was sent, but no answer came on "${responseTopic}" within ${seconds} s.`);
}
