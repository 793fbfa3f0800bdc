/**
 * The URI of a topic as a resource: `mqtt://{connection}/{+topic}`. Pure. Clients and libraries normalise URIs (RFC 3986, section
 * 6.2.2.3, removes dot segments, percent-encoded ones included), so a topic with a level `.` or `..` is written as one segment.
 */
import { topicNameProblem } from '../../mqtt/topics.ts';

export const TOPIC_URI_TEMPLATE = 'mqtt://{connection}/{+topic}';

export interface TopicReference {
  /** Id of a connection, or name of a profile. */
  readonly connection: string;
  readonly topic: string;
}

export function topicUri({ connection, topic }: TopicReference): string {
  const levels = topic.split('/').map((level) => encodeURIComponent(level));
  const separator = levels.some((level) => level === '.' || level === '..') ? '%2F' : '/';
  return `mqtt://${encodeURIComponent(connection)}/${levels.join(separator)}`;
}

/** What a URI names, with the slashes of the topic encoded or not; undefined if it is none of ours, or no topic to be read. */
export function parseTopicUri(uri: string): TopicReference | undefined {
  const [, authority = '', path = ''] = /^mqtt:\/\/([^/?#]+)\/(.+)$/is.exec(uri) ?? [];
  const connection = decoded(authority);
  // A client that expands the template leaves reserved characters as they are (RFC 6570, section 3.2.3), so no part is a query.
  const topic = decoded(path);
  return connection === undefined || topic === undefined || topicNameProblem(topic) !== undefined ? undefined : { connection, topic };
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
