/** `mqttListTopics`: which topics there are, as far as this connection has heard of them, with their last values. */
import { z } from 'zod';
import { assertTopicFilter } from '../../mqtt/topics.ts';
import { counted } from '../counted.ts';
import { gather } from '../gather.ts';
import { identifier, number } from '../lenient.ts';
import { payloadArguments, RESULT_BYTES } from '../message-output.ts';
import type { ScopedConnection } from '../scoped-connection.ts';
import { connectionArgument } from '../shapes.ts';
import { defineTool, type ToolContext } from '../tool.ts';
import { topicNodeOutput, topicTree, treeText } from '../topic-tree.ts';

/** A glance at each value; mqttReadTopic shows it whole. */
const VALUE_BYTES = 200;

const { encoding, decode } = payloadArguments;

export const mqttListTopics = defineTool({
  name: 'mqttListTopics',
  title: 'List observed topics',
  description:
    'Show the topics seen on a connection as a tree: last value, rate, count, retained or not. listenSeconds first listens to the filter.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.object({
    topic: z.string().exactOptional().describe('Only topics that match this filter. Default: all.'),
    listenSeconds: number(z.number().min(0).max(60))
      .exactOptional()
      .describe(
        'Listen to the filter for so long (up to 60) before listing; brings retained messages too. Default 0: what was seen so far.',
      ),
    after: identifier().exactOptional().describe('nextCursor of the page before.'),
    limit: number(z.int().min(1).max(1_000)).exactOptional().describe('Most topics to return. Default 200.'),
    connection: connectionArgument,
    encoding,
    decode,
    maxPayloadBytes: payloadArguments.maxPayloadBytes.describe('Longer values are cut. Default 200.'),
  }),
  output: z.object({
    connection: z.string(),
    tree: z.array(topicNodeOutput),
    topics: z.number().describe('Topics on this page.'),
    known: z.number().describe('Topics of the connection in all, as far as you may read them.'),
    forgotten: z.number().nullable().describe('Topics that had to make room for others; null where you may not read every topic.'),
    nextCursor: z.string().nullable().describe('Pass as "after" for the next page; null on the last.'),
  }),
  async run({ topic, listenSeconds = 0, after, limit = 200, connection: reference, maxPayloadBytes = VALUE_BYTES, ...view }, context) {
    if (topic !== undefined) assertTopicFilter(topic);
    const connection = await context.scope.resolve(reference);
    if (listenSeconds > 0) await listen(connection, topic ?? '#', listenSeconds, context);
    const page = context.scope.observedTopics(connection, { after, filter: topic, limit });
    // A page ends before it is more than a model can take in; one topic is always shown.
    let topics = page.topics;
    let tree = topicTree(topics, { ...view, maxPayloadBytes });
    while (topics.length > 1 && JSON.stringify(tree).length > RESULT_BYTES) {
      topics = topics.slice(0, Math.ceil(topics.length / 2));
      tree = topicTree(topics, { ...view, maxPayloadBytes });
    }
    const isWhole = topics.length === page.topics.length;
    const { known, forgotten = null } = context.scope.topicCounts(connection);
    const structured = {
      connection: connection.channel.id,
      tree,
      topics: topics.length,
      known,
      forgotten,
      nextCursor: (isWhole ? page.next : topics.at(-1)?.topic) ?? null,
    };
    return { text: `${summary(structured, topic)}\n${treeText(tree)}`.trimEnd(), structured };
  },
});

async function listen(connection: ScopedConnection, filter: string, seconds: number, context: ToolContext): Promise<void> {
  const end = await gather(context, {
    connection,
    filter,
    options: { qos: 0, retained: 'always' },
    take: () => 'wanted',
    timeoutMs: seconds * 1_000,
  });
  if (typeof end === 'object') throw end.error;
}

interface Summary {
  readonly connection: string;
  readonly topics: number;
  readonly known: number;
  readonly forgotten: number | null;
  readonly nextCursor: string | null;
}

function summary({ connection, topics, known, forgotten, nextCursor }: Summary, filter: string | undefined): string {
  const which = filter === undefined ? '' : ` that match "${filter}"`;
  if (topics === 0) {
    return `No topics${which} were seen on ${connection} so far (${known} others). Subscribe to them, or call again with listenSeconds.`;
  }
  return [
    `${counted(topics, 'topic')}${which}, of ${known} seen on ${connection}.`,
    ...(forgotten === null || forgotten === 0 ? [] : [`${counted(forgotten, 'topic')} had to make room for newer ones.`]),
    ...(nextCursor === null ? [] : [`There are more: call again with "after": ${JSON.stringify(nextCursor)}.`]),
  ].join(' ');
}
