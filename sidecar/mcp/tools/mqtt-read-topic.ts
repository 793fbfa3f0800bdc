/** `mqttReadTopic`: what one topic says, now or next, without a subscription to be made and ended. */
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { assertTopicName } from '../../mqtt/topics.ts';
import { gather, RETAINED_WAIT_MS } from '../gather.ts';
import { boolean, number } from '../lenient.ts';
import { messageOutput, payloadArguments, remarks, showMessage, type MessageOutput } from '../message-output.ts';
import { connectionArgument } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const mqttReadTopic = defineTool({
  name: 'mqttReadTopic',
  title: 'Read the value of a topic',
  description: 'Read one topic: its retained message, or else the next one published within waitSeconds. Needs no subscription.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic without wildcards.'),
    waitSeconds: number(z.number().min(0).max(60))
      .exactOptional()
      .describe('Wait for the next message at most so long (up to 60). Default 5.'),
    retained: boolean().exactOptional().describe('false: only what is published from now on. Default true.'),
    connection: connectionArgument,
    ...payloadArguments,
  }),
  output: z.object({
    connection: z.string(),
    topic: z.string(),
    message: messageOutput.nullable(),
    source: z.enum(['retained', 'live']).nullable(),
  }),
  async run({ topic, waitSeconds = 5, retained = true, connection: reference, ...view }, context) {
    assertSingle(topic);
    const connection = await context.scope.resolve(reference);
    let shown: MessageOutput | undefined;
    const end = await gather(context, {
      connection,
      filter: topic,
      options: { qos: 0, retained: retained ? 'always' : 'never' },
      take(message) {
        shown ??= showMessage(message, view);
        return 'done';
      },
      timeoutMs: Math.max(waitSeconds * 1_000, retained ? RETAINED_WAIT_MS : 0),
    });
    if (typeof end === 'object') throw end.error;
    const { id } = connection.channel;
    if (shown === undefined) {
      const kept = retained ? 'nothing is retained there, and ' : '';
      return {
        text: `No message on "${topic}": ${kept}none was published within ${waitSeconds} s.`,
        structured: { connection: id, topic, message: null, source: null },
      };
    }
    const source = retained && shown.retain ? ('retained' as const) : ('live' as const);
    const words = source === 'retained' ? 'The retained message' : 'A message that was just published';
    return {
      text: [`${words} of "${topic}".`, ...remarks([shown])].join(' ') + `\n${JSON.stringify(shown)}`,
      structured: { connection: id, topic, message: shown, source },
    };
  },
});

function assertSingle(topic: string): void {
  if (/[+#]/.test(topic)) {
    throw new AppError('invalid-topic', `"${topic}" has a wildcard (+ or #), and this reads a single topic.`, {
      hint: 'mqttRecord collects what a filter matches; mqttListTopics shows the last values of many topics.',
    });
  }
  assertTopicName(topic);
}
