/**
 * The observed topics of all connections that a caller may see, as a list of resources by the page. The cursor names the last
 * entry, so that a page is complete whatever came in between. Pure but for what it reads.
 */
import type { Resource } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { ObservedTopic } from '../../hub/observed-topic.ts';
import type { ObservedTopics } from '../../hub/observed-topics.ts';
import { mimeTypeOf } from './topic-contents.ts';
import { topicUri } from './topic-uri.ts';

const PAGE_SIZE = 100;
/** Key in `_meta` for how many topics had to make room. */
const FORGOTTEN_META = 'mqttx-sse-server/forgottenTopics';

const cursorSchema = z.tuple([z.string(), z.string()]);

interface ResourcePage {
  readonly resources: Resource[];
  readonly nextCursor?: string;
  readonly _meta?: Record<string, unknown>;
}

/** What is needed of a caller's `TopicAccess`. */
interface Listable {
  channels(): readonly { readonly id: string; readonly topics: ObservedTopics }[];
  permits(topic: string): boolean;
}

/** @throws AppError `invalid-arguments` for a cursor that is none of ours */
export function listTopics(access: Listable, cursor: string | undefined, now: number): ResourcePage {
  const [fromConnection, fromTopic] = cursor === undefined ? ['', ''] : parseCursor(cursor);
  const resources: Resource[] = [];
  const channels = access.channels();
  // Their names are gone, and with them who may read them.
  const forgotten = access.permits('#') ? channels.reduce((sum, { topics }) => sum + topics.forgotten, 0) : 0;
  const told = forgotten === 0 ? {} : { _meta: { [FORGOTTEN_META]: forgotten } };
  for (const { id, topics } of channels) {
    if (id < fromConnection) continue;
    const after = id === fromConnection ? fromTopic : undefined;
    const page = topics.page({ after, limit: PAGE_SIZE - resources.length, accept: (topic) => access.permits(topic) });
    resources.push(...page.topics.map((seen) => toResource(id, seen, now)));
    const last = page.topics.at(-1)?.topic ?? after ?? '';
    if (page.next !== undefined) return { resources, nextCursor: formatCursor(id, page.next), ...told };
    if (resources.length === PAGE_SIZE) return { resources, nextCursor: formatCursor(id, last), ...told };
  }
  return { resources, ...told };
}

function toResource(connection: string, seen: ObservedTopic, now: number): Resource {
  const { topic, last, lastSeenAt } = seen;
  return {
    uri: topicUri({ connection, topic }),
    name: topic,
    description: describe(connection, seen, now),
    ...(last === undefined ? {} : { mimeType: mimeTypeOf(last), size: last.payload.length }),
    annotations: { lastModified: new Date(lastSeenAt).toISOString() },
  };
}

function describe(connection: string, { messages, retained, lastPublishedAt, ratePerSecond }: ObservedTopic, now: number): string {
  const parts = [`${messages} message${messages === 1 ? '' : 's'} on ${connection}`];
  if (ratePerSecond > 0) parts.push(ratePerSecond < 1 ? `${round(ratePerSecond * 60)} a minute` : `${round(ratePerSecond)} a second`);
  if (retained) parts.push('retained');
  parts.push(
    lastPublishedAt === undefined ? 'none since the subscription began' : `last ${Math.round((now - lastPublishedAt) / 1_000)} s ago`,
  );
  return parts.join(', ');
}

function round(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}

function formatCursor(connection: string, topic: string): string {
  return Buffer.from(JSON.stringify([connection, topic])).toString('base64url');
}

function parseCursor(cursor: string): [connection: string, topic: string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new AppError('invalid-arguments', 'The cursor is none that this server gave.', { hint: 'Begin again without a cursor.' });
  }
}
