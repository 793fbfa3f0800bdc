/**
 * Puts the topics on the SDK's server as resources, by handlers of our own: the SDK's know neither pages nor subscriptions, and
 * normalise the URI before they match it. In the modern era `subscriptions/listen` takes the place of subscribe and unsubscribe.
 */
import { ResourceNotFoundError, type McpServer, type ReadResourceResult, type ResourceTemplateType } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { ActivityLog } from '../../observe/activity.ts';
import type { Caller } from '../call-tool.ts';
import { protocolError } from '../protocol-error.ts';
import type { Era } from '../session.ts';
import type { TopicAccess } from '../topic-access.ts';
import { listTopics } from './list-topics.ts';
import { readTopic } from './read-topic.ts';
import { recorded, type NoteRule } from './recorded.ts';
import { topicContents } from './topic-contents.ts';
import type { TopicWatches } from './topic-watches.ts';
import { parseTopicUri, TOPIC_URI_TEMPLATE, type TopicReference } from './topic-uri.ts';

/** Much more than that is of no use to a model, and would have to be sent in one piece. */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

export const TOPIC_TEMPLATE: ResourceTemplateType = {
  uriTemplate: TOPIC_URI_TEMPLATE,
  name: 'mqtt-topic',
  title: 'Last value of an MQTT topic',
  description:
    'The newest message of a topic: what was received last, or what the broker has retained. "connection" is a profile or a connection id; subscribe to be told of changes.',
};

/** With a schema of our own, what does not fit is answered with -32602; with the SDK's, it would be -32603. */
const uriParams = z.object({ uri: z.string() });

interface ResourceParts {
  readonly caller: Caller;
  readonly access: TopicAccess;
  /** What the session is told of; the modern era has `subscriptions/listen` for that. */
  readonly watches: TopicWatches | undefined;
  readonly activity: ActivityLog;
  readonly era: Era;
}

export function registerResources({ server }: McpServer, parts: ResourceParts): void {
  const { access, watches, era } = parts;
  server.registerCapabilities({ resources: { subscribe: true, listChanged: false } });
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [TOPIC_TEMPLATE] }));
  server.setRequestHandler('resources/list', ({ params }) => {
    try {
      return { ...listTopics(access, params?.cursor, Date.now()) };
    } catch (error) {
      throw protocolError(error);
    }
  });
  server.setRequestHandler('resources/read', { params: uriParams }, ({ uri }, { mcpReq }) =>
    recorded(parts, 'resources/read', uri, (note) => read(parts, uri, mcpReq.signal, note)),
  );
  if (era === 'modern' || watches === undefined) return;
  server.setRequestHandler('resources/subscribe', { params: uriParams }, ({ uri }) =>
    recorded(parts, 'resources/subscribe', uri, (note) => subscribe(parts, watches, uri, note)),
  );
  server.setRequestHandler('resources/unsubscribe', { params: uriParams }, async ({ uri }) => {
    await watches.remove(uri);
    return {};
  });
}

async function subscribe(
  { caller, access }: ResourceParts,
  watches: TopicWatches,
  uri: string,
  note: NoteRule,
): Promise<Record<string, never>> {
  const { connection, topic } = referenceIn(uri);
  note(access.demand(topic));
  await caller.withScope({ connection }, (scope) => watches.add(uri, scope));
  return {};
}

async function read({ caller, access }: ResourceParts, uri: string, signal: AbortSignal, note: NoteRule): Promise<ReadResourceResult> {
  const { connection, topic } = referenceIn(uri);
  // Before the connection is looked for, which may have to be opened.
  note(access.demand(topic));
  const seen = await caller.withScope({ connection }, async (whole) => {
    const scope = whole.forResources();
    return readTopic(scope, await scope.resolve(connection), topic, signal);
  });
  if (seen?.last === undefined || seen.last.payload.length > MAX_PAYLOAD_BYTES) throw unreadable(uri, topic, seen?.last?.payload.length);
  return { contents: [topicContents(uri, seen.last, seen)] };
}

function referenceIn(uri: string): TopicReference {
  const reference = parseTopicUri(uri);
  if (reference !== undefined) return reference;
  throw new ResourceNotFoundError(uri, `"${uri.slice(0, 200)}" names no topic. Use ${TOPIC_URI_TEMPLATE}, without wildcards in the topic.`);
}

function unreadable(uri: string, topic: string, bytes: number | undefined): Error {
  if (bytes === undefined) {
    return new ResourceNotFoundError(uri, `No message was received on "${topic}", and the broker has retained none.`);
  }
  return new AppError(
    'body-too-large',
    `The value of "${topic}" has ${bytes} bytes; at most ${MAX_PAYLOAD_BYTES} are read as a resource.`,
    {
      hint: 'Receive it as a browser stream, which cuts it into chunks.',
    },
  );
}
