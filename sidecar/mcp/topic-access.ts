/**
 * What one caller may know of topics, for resources, prompts and completions: on which connections, and which of their topics. A
 * connection that somebody opened is theirs alone; a profile's is everybody's who may use it, within what their token and the policy
 * permit.
 */
import type { Channel } from '../hub/channel.ts';
import type { Hub } from '../hub/hub.ts';
import { decide } from '../policy/decide.ts';
import { permitUnattended, READING_RESOURCES } from '../policy/gate.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import { demand, type AccessRequest, type Decision } from '../security/authorize.ts';

export interface TopicAccess {
  /** Names of the profiles, connected or not. */
  profiles(): readonly string[];
  /** Open connections, ordered by id; a profile's has the profile's name as its id. */
  channels(): Channel[];
  channel(connection: string): Channel | undefined;
  /** Whether the caller may read the topic; asked for many at once, and so not written down. */
  permits(topic: string): boolean;
  /**
   * Which rule of the policy permits reading the topic; null where none matched.
   * @throws AppError `insufficient-scope`, `policy-denied` or `approval-missing` if the caller may not read it
   */
  demand(topic: string): string | null;
}

interface TopicAccessParts {
  readonly hub: Hub;
  readonly policy: PolicyBook;
  readonly profiles: () => readonly string[];
  /** The connections that the caller opened. */
  readonly own: () => Iterable<Channel>;
  readonly permits: (request: AccessRequest) => boolean;
  readonly authorize: (request: AccessRequest) => Decision;
}

export function createTopicAccess({ hub, policy, profiles, own, permits, authorize }: TopicAccessParts): TopicAccess {
  function channels(): Channel[] {
    const shared = [...hub.channels].filter(({ owner }) => owner.kind === 'profile').map(({ channel }) => channel);
    return [...new Set([...own(), ...shared])].toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }
  return {
    profiles,
    channels,
    channel: (connection) => channels().find(({ id }) => id === connection),
    permits: (topic) => permits({ action: 'subscribe', topic }) && isOpen(policy, topic),
    demand(topic) {
      demand(authorize({ action: 'subscribe', topic }));
      return permitUnattended(policy.current, { action: 'subscribe', topic, qos: 0 }, READING_RESOURCES);
    },
  };
}

/** Where the policy wants a person asked, a tool has to be called: nobody is asked for a list, or for what is told unasked. */
export function isOpen({ current }: PolicyBook, topic: string): boolean {
  return decide(current, { action: 'subscribe', topic, tool: READING_RESOURCES }).decision === 'allow';
}
