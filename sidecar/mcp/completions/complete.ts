/**
 * What is offered while somebody fills in a connection, a topic or a topic filter: profiles and open connections, and what was
 * observed, within what the caller may read. Pure but for what it reads.
 */
import type { TopicAccess } from '../topic-access.ts';

/** The protocol's limit on one answer. */
const MAX_VALUES = 100;
/** Topics that are looked at for the filters that would cover them. */
const MAX_LOOKED_AT = 1_000;

export type Completes = 'connection' | 'topic' | 'filter';

interface CompletionRequest {
  readonly what: Completes;
  readonly value: string;
  /** The connection that was filled in before, if one was. */
  readonly connection: string | undefined;
}

export interface Completion {
  readonly values: string[];
  readonly hasMore: boolean;
}

export function complete(access: TopicAccess, request: CompletionRequest): Completion {
  const found = request.what === 'connection' ? connections(access, request.value) : topics(access, request);
  const values = [...new Set(found)];
  return { values: values.slice(0, MAX_VALUES), hasMore: values.length > MAX_VALUES };
}

/** Profiles first: they are names, and stay the same. */
function connections(access: TopicAccess, value: string): string[] {
  const names = [...access.profiles(), ...access.channels().map(({ id }) => id)];
  return names.filter((name) => name.toLowerCase().startsWith(value.toLowerCase()));
}

function topics(access: TopicAccess, { what, value, connection }: CompletionRequest): string[] {
  const limit = what === 'filter' ? MAX_LOOKED_AT : MAX_VALUES + 1;
  const found = access
    .channels()
    .filter(({ id }) => connection === undefined || id === connection)
    .flatMap((channel) => channel.topics.page({ prefix: value, limit, accept: access.permits }).topics.map(({ topic }) => topic));
  return what === 'filter' ? [...branches(found, value), ...found] : found;
}

/** The next level below what was typed, each with all that is under it. */
function branches(found: readonly string[], value: string): string[] {
  const nextLevels = found
    .map((topic) => topic.indexOf('/', value.length))
    .map((end, index) => (end < 0 ? '' : `${found[index]?.slice(0, end)}/#`));
  return [...new Set(nextLevels)].filter((filter) => filter !== '');
}
