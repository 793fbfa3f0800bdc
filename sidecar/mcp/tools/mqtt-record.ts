/** `mqttRecord`: collects what a filter matches until there is enough of it or time is up, and tells how far it is meanwhile. */
import { z } from 'zod';
import { counted } from '../counted.ts';
import { gather, type GatherEnd } from '../gather.ts';
import { boolean, number, qos } from '../lenient.ts';
import { messageOutput, payloadArguments, remarks, RESULT_BYTES, showMessage, type MessageOutput } from '../message-output.ts';
import { connectionArgument } from '../shapes.ts';
import { defineTool } from '../tool.ts';
import { toAppError } from '../../errors.ts';

const MAX_SECONDS = 300;
const TICK_MS = 1_000;

const output = z.object({
  connection: z.string(),
  topic: z.string(),
  messages: z.array(messageOutput),
  received: z.number().describe('Messages that came, those dropped included.'),
  dropped: z.number().describe('Messages that came and had no room in the result.'),
  truncated: z.number().describe('Messages whose payload was cut.'),
  seconds: z.number(),
  stopped: z.enum(['count', 'time', 'cancelled', 'connection-lost']),
});

export const mqttRecord = defineTool({
  name: 'mqttRecord',
  title: 'Record messages',
  description: 'Collect the messages of a topic filter until maxMessages came or the seconds are over, and return them. Reports progress.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic filter (+ one level, # the rest).'),
    seconds: number(z.number().min(0.1).max(MAX_SECONDS)).exactOptional().describe('How long at most (up to 300). Default 10.'),
    maxMessages: number(z.int().min(1).max(1_000)).exactOptional().describe('Enough messages. Default 100.'),
    retained: boolean().exactOptional().describe('Also what is retained at the start. Default false.'),
    qos: qos('0 (default), 1 or 2.').exactOptional(),
    connection: connectionArgument,
    ...payloadArguments,
  }),
  output,
  async run({ topic, seconds = 10, maxMessages = 100, retained = false, qos: level = 0, connection: reference, ...view }, context) {
    const connection = await context.scope.resolve(reference);
    const messages: MessageOutput[] = [];
    let received = 0;
    let size = 0;
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) / 100) / 10;
    const ticker = setInterval(() => {
      if (elapsed() < seconds) context.progress.report(elapsed(), seconds, counted(received, 'message'));
    }, TICK_MS);
    let end: GatherEnd;
    try {
      end = await gather(context, {
        connection,
        filter: topic,
        options: { qos: level, retained: retained ? 'always' : 'never' },
        take(message) {
          // Several may arrive before the end of it is noticed.
          if (received === maxMessages) return 'other';
          received += 1;
          if (size < RESULT_BYTES) {
            const shown = showMessage(message, view);
            size += JSON.stringify(shown).length;
            messages.push(shown);
          }
          return received < maxMessages ? 'wanted' : 'done';
        },
        timeoutMs: seconds * 1_000,
      });
    } finally {
      clearInterval(ticker);
    }
    const structured = {
      connection: connection.channel.id,
      topic,
      messages,
      received,
      dropped: received - messages.length,
      truncated: messages.filter(({ bytes }) => bytes !== undefined).length,
      seconds: elapsed(),
      stopped: stoppedBy(end),
    };
    return { text: `${summary(structured, end)}\n${JSON.stringify(structured)}`, structured };
  },
});

function stoppedBy(end: GatherEnd): z.output<typeof output>['stopped'] {
  if (typeof end === 'object') return 'connection-lost';
  return end === 'done' ? 'count' : end;
}

function summary({ topic, received, dropped, messages, seconds }: z.output<typeof output>, end: GatherEnd): string {
  return [
    received === 0 ? `Nothing came on "${topic}" within ${seconds} s.` : `${counted(received, 'message')} on "${topic}" in ${seconds} s.`,
    ...(typeof end === 'object' ? [`It ended early: ${toAppError(end.error).message}`] : []),
    ...(dropped === 0 ? [] : [`${dropped} of them had no room in this result; narrow the filter, or lower maxPayloadBytes.`]),
    ...remarks(messages),
  ].join(' ');
}
