/**
 * Observed topics as a tree of their levels, and that tree as indented text: a few words for each topic, since a model reads all
 * of it. Pure.
 */
import { z } from 'zod';
import type { ObservedTopic } from '../hub/observed-topic.ts';
import { counted } from './counted.ts';
import { showMessage, type MessageOutput, type PayloadView } from './message-output.ts';

export interface TopicNode {
  /** The level's name. */
  name: string;
  topic: string;
  /** What was observed on this very topic; absent on a level that only has others below it. */
  observed?: {
    payload: unknown;
    encoding: MessageOutput['encoding'];
    bytes?: number;
    timestamp: string;
    retained: boolean;
    messages: number;
    ratePerSecond: number;
  };
  children?: TopicNode[];
}

export const topicNodeOutput: z.ZodType<TopicNode> = z.lazy(() =>
  z.object({
    name: z.string(),
    topic: z.string(),
    observed: z
      .object({
        payload: z.unknown().describe('The last value; null if it is too long to be kept.'),
        encoding: z.enum(['utf8', 'json', 'base64', 'hex', 'cbor', 'msgpack', 'sparkplug']),
        bytes: z.number().exactOptional().describe('Size of the whole payload; present if it was cut.'),
        timestamp: z.string().describe('When the last message came.'),
        retained: z.boolean().describe('Whether the broker keeps a retained message.'),
        messages: z.number().describe('Messages seen as they were published.'),
        ratePerSecond: z.number(),
      })
      .exactOptional(),
    children: z.array(topicNodeOutput).exactOptional(),
  }),
);

/** In the order of the topics. Levels may have any names, `__proto__` and the empty one included. */
export function topicTree(topics: readonly ObservedTopic[], view: PayloadView): TopicNode[] {
  const roots = new Map<string, Branch>();
  for (const observed of topics) {
    let level = roots;
    let branch: Branch | undefined;
    let topic = '';
    for (const [depth, name] of observed.topic.split('/').entries()) {
      topic = depth === 0 ? name : `${topic}/${name}`;
      branch = level.get(name) ?? { name, topic, observed: undefined, below: new Map() };
      level.set(name, branch);
      level = branch.below;
    }
    if (branch !== undefined) branch.observed = observed;
  }
  return nodes(roots, view);
}

interface Branch {
  readonly name: string;
  readonly topic: string;
  observed: ObservedTopic | undefined;
  readonly below: Map<string, Branch>;
}

function nodes(level: ReadonlyMap<string, Branch>, view: PayloadView): TopicNode[] {
  return [...level.values()].map(({ name, topic, observed, below }) => ({
    name,
    topic,
    ...(observed === undefined ? {} : { observed: shown(observed, view) }),
    ...(below.size === 0 ? {} : { children: nodes(below, view) }),
  }));
}

function shown(
  { last, messages, retained, ratePerSecond, lastSeenAt }: ObservedTopic,
  view: PayloadView,
): NonNullable<TopicNode['observed']> {
  const { payload, encoding, bytes } =
    last === undefined ? { payload: null, encoding: 'utf8' as const, bytes: undefined } : showMessage(last, view);
  return {
    payload,
    encoding,
    ...(bytes === undefined ? {} : { bytes }),
    timestamp: new Date(lastSeenAt).toISOString(),
    retained,
    messages,
    ratePerSecond: Math.round(ratePerSecond * 100) / 100,
  };
}

/** One line for each level, two spaces further in than the one above it. */
export function treeText(tree: readonly TopicNode[], indent = ''): string {
  return tree.map((node) => `${indent}${line(node)}\n${treeText(node.children ?? [], `${indent}  `)}`).join('');
}

/** JSON keeps line breaks out of it: what a topic or a payload says must not look like another line. */
function line({ name, observed, children }: TopicNode): string {
  const level = /^[\w.$:-]+$/.test(name) ? name : JSON.stringify(name);
  if (observed === undefined) return `${level}/`;
  const { payload, encoding, bytes, retained, messages, ratePerSecond, timestamp } = observed;
  const remarks = [
    ...(encoding === 'utf8' || encoding === 'json' ? [] : [encoding]),
    ...(bytes === undefined ? [] : [`cut, ${bytes} bytes`]),
    ...(retained ? ['retained'] : []),
    counted(messages, 'message'),
    `${ratePerSecond}/s`,
    `last ${timestamp}`,
  ];
  return `${level}${children === undefined ? '' : '/'} = ${JSON.stringify(payload)} (${remarks.join(', ')})`;
}
