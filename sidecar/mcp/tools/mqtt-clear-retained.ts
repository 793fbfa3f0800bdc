/** `mqttClearRetained`: makes the broker forget retained messages, by an empty retained message each [MQTT-3.3.1-6]. */
import { z } from 'zod';
import { toAppError, type AppError } from '../../errors.ts';
import { assertTopicFilter } from '../../mqtt/topics.ts';
import { counted } from '../counted.ts';
import { gather } from '../gather.ts';
import { inTurns } from '../in-turns.ts';
import { boolean, number } from '../lenient.ts';
import type { ScopedConnection } from '../scoped-connection.ts';
import { connectionArgument } from '../shapes.ts';
import { defineTool, type ToolContext } from '../tool.ts';

const WINDOW = 20;
/** How many topics a result names. */
const MAX_NAMED = 100;
/** The protocol marks no end of the retained messages; this long without a further one counts as it. */
const QUIET_MS = 500;

export const mqttClearRetained = defineTool({
  name: 'mqttClearRetained',
  title: 'Clear retained messages',
  description: 'Delete the retained messages of a topic, or of all topics that a filter matches. dryRun only lists them.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  input: z.object({
    topic: z.string().describe('Topic, or topic filter.'),
    dryRun: boolean().exactOptional().describe('true: list what would be cleared. Default false.'),
    limit: number(z.int().min(1).max(1_000)).exactOptional().describe('Most topics to clear. Default 100.'),
    waitSeconds: number(z.number().min(0.5).max(30)).exactOptional().describe('How long to look for retained messages. Default 5.'),
    connection: connectionArgument,
  }),
  output: z.object({
    connection: z.string(),
    topic: z.string(),
    dryRun: z.boolean(),
    found: z.number(),
    cleared: z.number(),
    topics: z.array(z.string()).describe('The first 100 of those found.'),
    failed: z.array(z.object({ topic: z.string(), error: z.string() })),
    more: z.boolean().describe('Whether there are more than the limit.'),
  }),
  async run({ topic, dryRun = false, limit = 100, waitSeconds = 5, connection: reference }, context) {
    assertTopicFilter(topic);
    const connection = await context.scope.resolve(reference);
    const isSingle = !/[+#]/.test(topic);
    // A single topic needs no looking: clearing what is not there does nothing.
    const found = isSingle && !dryRun ? [topic] : await retainedTopics(connection, { topic, limit: limit + 1, waitSeconds }, context);
    const topics = found.slice(0, limit);
    const { cleared, failed } = dryRun ? { cleared: 0, failed: [] } : await clear(connection, topics, context);
    const structured = {
      connection: connection.channel.id,
      topic,
      dryRun,
      found: topics.length,
      cleared,
      topics: topics.slice(0, MAX_NAMED),
      failed: failed.slice(0, MAX_NAMED),
      more: found.length > limit,
    };
    return { text: `${summary(structured)}\n${JSON.stringify(structured)}`, structured };
  },
});

interface Search {
  readonly topic: string;
  readonly limit: number;
  readonly waitSeconds: number;
}

async function retainedTopics(
  connection: ScopedConnection,
  { topic, limit, waitSeconds }: Search,
  context: ToolContext,
): Promise<string[]> {
  const found = new Set<string>();
  const end = await gather(context, {
    connection,
    filter: topic,
    options: { qos: 0, retained: 'always' },
    take(message) {
      if (!message.retain || message.payload.length === 0) return 'other';
      found.add(message.topic);
      return found.size < limit ? 'wanted' : 'done';
    },
    timeoutMs: waitSeconds * 1_000,
    quietMs: QUIET_MS,
  });
  if (typeof end === 'object') throw end.error;
  return [...found].toSorted();
}

/** How many were cleared, fewer when the call is cancelled, and the topics that could not be; throws when that is all of them. */
async function clear(
  connection: ScopedConnection,
  topics: readonly string[],
  { scope, signal, progress }: ToolContext,
): Promise<{ cleared: number; failed: { topic: string; error: string }[] }> {
  const failed: { topic: string; error: AppError }[] = [];
  let done = 0;
  await inTurns(topics, WINDOW, signal, async (topic) => {
    try {
      await scope.publish(connection, { topic, payload: Buffer.alloc(0), qos: 1, retain: true });
    } catch (thrown) {
      failed.push({ topic, error: toAppError(thrown) });
    }
    done += 1;
    progress.report(done, topics.length, `${done} of ${topics.length} topics`);
  });
  const [first] = failed;
  if (first !== undefined && failed.length === topics.length) throw first.error;
  return { cleared: done - failed.length, failed: failed.map(({ topic, error }) => ({ topic, error: error.advice })) };
}

function summary({
  dryRun,
  found,
  cleared,
  failed,
  more,
  topic,
}: Record<'found' | 'cleared', number> & {
  readonly dryRun: boolean;
  readonly failed: readonly unknown[];
  readonly more: boolean;
  readonly topic: string;
}): string {
  const rest = more ? ' There are more: raise limit, or call again.' : '';
  if (found === 0) return `Nothing is retained on "${topic}".`;
  if (dryRun) return `${counted(found, 'retained message')} found; nothing was cleared (dryRun).${rest}`;
  return `${counted(cleared, 'retained message')} cleared.${failed.length === 0 ? '' : ` ${failed.length} could not be; "failed" says why.`}${rest}`;
}
