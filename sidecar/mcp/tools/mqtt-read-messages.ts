/** `mqttReadMessages`: what the subscriptions gathered, a page at a time, for clients that do not show notifications; or one message again. */
import { z } from 'zod';
import type { HubMessage } from '../../hub/message.ts';
import { withIdentifiers } from '../../mqtt/message-json.ts';
import { assertTopicFilter, filterMatches } from '../../mqtt/topics.ts';
import { counted } from '../counted.ts';
import { identifier, number } from '../lenient.ts';
import { messageOutput, payloadArguments, remarks, RESULT_BYTES, showMessage, type MessageOutput } from '../message-output.ts';
import { defineTool, type ToolContext, type ToolOutcome } from '../tool.ts';

const MAX_WAIT_SECONDS = 60;

const input = z.object({
  after: identifier().exactOptional().describe('nextCursor of the read before. Default: from the oldest message held.'),
  limit: number(z.int().min(1).max(1_000)).exactOptional().describe('Most messages to return. Default 50.'),
  waitSeconds: number(z.number().min(0).max(MAX_WAIT_SECONDS))
    .exactOptional()
    .describe('Wait up to so long (at most 60) for a message if there is none. Default 0.'),
  topic: z.string().exactOptional().describe('Only messages whose topic matches this filter.'),
  connection: identifier().exactOptional().describe('Only messages of this connection. Default: all of the session.'),
  ...payloadArguments,
  id: z.string().exactOptional().describe('Only the message of this id, for instance one whose payload was cut.'),
  offset: number(z.int().min(0)).exactOptional().describe('With id: where in the payload to begin, in bytes.'),
});

const output = z.object({
  messages: z.array(messageOutput),
  nextCursor: z.string(),
  dropped: z.number().describe('Messages lost before they could be read.'),
  truncated: z.number().describe('Messages of this page whose payload was cut.'),
  more: z.boolean().describe('Whether more can be read at once.'),
});

type Arguments = z.output<typeof input>;
type Outcome = ToolOutcome<z.output<typeof output>>;

export const mqttReadMessages = defineTool({
  name: 'mqttReadMessages',
  title: 'Read received messages',
  description:
    'Read the messages that subscriptions have gathered, oldest first. Pass nextCursor as "after" to go on; waitSeconds waits for new ones.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  isPassive: true,
  input,
  output,
  run: async (given, context) => (given.id === undefined ? readPage(given, context) : readAgain({ ...given, id: given.id }, context)),
});

async function readPage(
  { after, limit = 50, waitSeconds = 0, topic, connection, ...view }: Arguments,
  context: ToolContext,
): Promise<Outcome> {
  if (topic !== undefined) assertTopicFilter(topic);
  const accept = (message: HubMessage): boolean =>
    (connection === undefined || message.connection === connection) && (topic === undefined || filterMatches(topic, message.topic));
  const shown = new Map<HubMessage, MessageOutput>();
  const sizeOf = (message: HubMessage): number => {
    const one = withIdentifiers(showMessage(message, view), context.scope.identifiersOf(message));
    shown.set(message, one);
    return JSON.stringify(one).length;
  };
  const request = { ...(after === undefined ? {} : { after }), limit, accept, maxBytes: RESULT_BYTES, sizeOf };
  const page = await readOrWait(request, waitSeconds, context);
  const messages = page.messages.flatMap((message) => shown.get(message) ?? []);
  const nothing = `No new messages${waitSeconds > 0 ? ` within ${waitSeconds} s` : ''}.`;
  return outcome({ ...page, messages }, messages.length === 0 ? nothing : `${counted(messages.length, 'message')}.`);
}

/** The cursor stays where it is. */
function readAgain({ id, after, offset, maxPayloadBytes, ...view }: Arguments & { id: string }, { scope }: ToolContext): Outcome {
  const message = scope.find(id);
  const { nextCursor } = scope.read({ ...(after === undefined ? {} : { after }), limit: 0, maxBytes: 0, accept: () => false });
  const shown = showMessage(message, {
    ...view,
    ...(offset === undefined ? {} : { offset }),
    ...(maxPayloadBytes === undefined ? {} : { maxPayloadBytes }),
  });
  const text = offset === undefined ? 'The message.' : `The message from byte ${offset} of its payload on.`;
  return outcome({ messages: [shown], nextCursor, dropped: 0, more: false }, text);
}

function outcome({ messages, nextCursor, dropped, more }: Omit<z.output<typeof output>, 'truncated'>, start: string): Outcome {
  const truncated = messages.filter(({ bytes }) => bytes !== undefined).length;
  const structured = { messages, nextCursor, dropped, truncated, more };
  const parts = [
    start,
    ...(dropped > 0 ? [`${counted(dropped, 'older one')} got lost before being read; read more often, or subscribe to less.`] : []),
    ...remarks(messages),
    ...(more ? ['There are more: call again with "after" set to nextCursor.'] : []),
  ];
  return { text: `${parts.join(' ')}\n${JSON.stringify(structured)}`, structured };
}

type Page = Parameters<ToolContext['scope']['read']>[0];

async function readOrWait(request: Page, waitSeconds: number, { scope, signal }: ToolContext): Promise<ReturnType<typeof scope.read>> {
  const page = scope.read(request);
  if (page.messages.length > 0 || waitSeconds === 0) return page;
  await scope.nextMessage(request.accept, waitSeconds * 1_000, signal);
  const later = scope.read({ ...request, after: page.nextCursor });
  return { ...later, dropped: page.dropped + later.dropped };
}
