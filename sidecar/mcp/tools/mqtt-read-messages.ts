/** `mqttReadMessages`: what the subscriptions gathered, a page at a time, for clients that do not show notifications. */
import { z } from 'zod';
import type { HubMessage } from '../../hub/message.ts';
import { messageToJson } from '../../mqtt/message-json.ts';
import { PAYLOAD_ENCODING_CHOICES } from '../../mqtt/payload-codec.ts';
import { assertTopicFilter, filterMatches } from '../../mqtt/topics.ts';
import { identifier, number } from '../lenient.ts';
import { messageOutput } from '../shapes.ts';
import { defineTool, type ToolContext } from '../tool.ts';

const MAX_WAIT_SECONDS = 60;
/** A page ends before its payloads are more than a model can take in. */
const PAGE_BYTES = 256 * 1024;
const PAYLOAD_BYTES = 32 * 1024;

const input = z.object({
  after: identifier().exactOptional().describe('nextCursor of the read before. Default: from the oldest message held.'),
  limit: number(z.int().min(1).max(1_000)).exactOptional().describe('Most messages to return. Default 50.'),
  waitSeconds: number(z.number().min(0).max(MAX_WAIT_SECONDS))
    .exactOptional()
    .describe('Wait up to so long (at most 60) for a message if there is none. Default 0.'),
  topic: z.string().exactOptional().describe('Only messages whose topic matches this filter.'),
  connection: identifier().exactOptional().describe('Only messages of this connection. Default: all of the session.'),
  encoding: z.enum(PAYLOAD_ENCODING_CHOICES).exactOptional().describe('Form of the payloads. auto (default): text, else base64.'),
  maxPayloadBytes: number(
    z
      .int()
      .min(1)
      .max(4 * 1024 * 1024),
  )
    .exactOptional()
    .describe('Longer payloads are cut. Default 32768.'),
});

type MessageOutput = z.output<typeof messageOutput>;

export const mqttReadMessages = defineTool({
  name: 'mqttReadMessages',
  title: 'Read received messages',
  description:
    'Read the messages that subscriptions have gathered, oldest first. Pass nextCursor as "after" to go on; waitSeconds waits for new ones.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  isPassive: true,
  input,
  output: z.object({
    messages: z.array(messageOutput),
    nextCursor: z.string(),
    dropped: z.number().describe('Messages lost before they could be read.'),
    truncated: z.number().describe('Messages of this page whose payload was cut.'),
    more: z.boolean().describe('Whether more can be read at once.'),
  }),
  async run({ after, limit = 50, waitSeconds = 0, topic, connection, encoding = 'auto', maxPayloadBytes = PAYLOAD_BYTES }, context) {
    if (topic !== undefined) assertTopicFilter(topic);
    const accept = (message: HubMessage): boolean =>
      (connection === undefined || message.connection === connection) && (topic === undefined || filterMatches(topic, message.topic));
    const page = await readOrWait({ ...(after === undefined ? {} : { after }), limit, accept, maxBytes: PAGE_BYTES }, waitSeconds, context);
    const messages = page.messages.map((message) => shortened(message, encoding, maxPayloadBytes));
    const truncated = messages.filter(({ bytes }) => bytes !== undefined).length;
    const structured = { messages, nextCursor: page.nextCursor, dropped: page.dropped, truncated, more: page.more };
    return { text: `${summary(structured, waitSeconds)}\n${JSON.stringify(structured)}`, structured };
  },
});

type Page = Parameters<ToolContext['scope']['read']>[0];

async function readOrWait(request: Page, waitSeconds: number, { scope, signal }: ToolContext): Promise<ReturnType<typeof scope.read>> {
  const page = scope.read(request);
  if (page.messages.length > 0 || waitSeconds === 0) return page;
  await scope.nextMessage(request.accept, waitSeconds * 1_000, signal);
  const later = scope.read({ ...request, after: page.nextCursor });
  return { ...later, dropped: page.dropped + later.dropped };
}

function shortened(message: HubMessage, encoding: (typeof PAYLOAD_ENCODING_CHOICES)[number], maxBytes: number): MessageOutput {
  const { id, connection } = message;
  if (message.payload.length <= maxBytes) return { id, connection, ...messageToJson(message, encoding) };
  const { topic, qos, retain, dup, receivedAt, properties } = message;
  const start = {
    topic,
    qos,
    retain,
    dup,
    receivedAt,
    payload: wholeCharacters(message.payload, maxBytes),
    ...(properties === undefined ? {} : { properties }),
  };
  // The beginning of a JSON text is none.
  const choice = encoding === 'json' ? 'auto' : encoding;
  return { id, connection, ...messageToJson(start, choice), bytes: message.payload.length };
}

/** The first bytes, without the half of a UTF-8 character at their end (RFC 3629: continuation bytes are 10xxxxxx). */
function wholeCharacters(payload: Buffer, maxBytes: number): Buffer {
  let end = maxBytes;
  while (end > 0 && end > maxBytes - 4 && ((payload[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return payload.subarray(0, end);
}

interface Counts {
  readonly messages: readonly unknown[];
  readonly dropped: number;
  readonly truncated: number;
  readonly more: boolean;
}

function summary({ messages, dropped, truncated, more }: Counts, waitSeconds: number): string {
  const parts = [
    messages.length === 0
      ? `No new messages${waitSeconds > 0 ? ` within ${waitSeconds} s` : ''}.`
      : `${messages.length} message${messages.length === 1 ? '' : 's'}.`,
  ];
  if (dropped > 0) parts.push(`${dropped} older ones were lost before they could be read; read more often, or subscribe to less.`);
  if (truncated > 0) parts.push(`${truncated} payloads were cut; "bytes" tells their size, maxPayloadBytes lets more through.`);
  if (more) parts.push('There are more: call again with "after" set to nextCursor.');
  return parts.join(' ');
}
