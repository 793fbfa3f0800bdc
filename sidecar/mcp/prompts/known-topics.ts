/** What is known of some topics at the moment, as a few lines for a model: seen where, how often, how long ago. Used by prompts. */
import type { Channel } from '../../hub/channel.ts';
import type { ObservedTopic } from '../../hub/observed-topic.ts';
import type { ConnectionState } from '../../mqtt/types.ts';
import type { PromptContext } from './prompt.ts';

const MAX_TOPICS = 40;

interface Wanted {
  readonly connection: string | undefined;
  /** A topic filter; valid. */
  readonly filter: string;
}

export function knownTopics({ access, now }: PromptContext, { connection, filter }: Wanted): string {
  const channels = access.channels().filter(({ id }) => connection === undefined || id === connection);
  if (channels.length === 0) {
    const names = access.profiles().map((name) => `"${name}"`);
    return `Nothing is connected${connection === undefined ? '' : ` as "${connection}"`} yet. Profiles: ${names.join(', ') || 'none'}.`;
  }
  return channels.map((channel) => describe(channel, filter, access.permits, now)).join('\n');
}

function describe({ id, connection, topics }: Channel, filter: string, permits: (topic: string) => boolean, now: number): string {
  const { topics: page, next } = topics.page({ limit: MAX_TOPICS, filter, accept: permits });
  const head = `Connection "${id}" to ${connection.url}: ${stateInWords(connection.state)}.`;
  if (page.length === 0) return `${head} Nothing that matches was observed on it so far.`;
  const lines = page.map((seen) => `- ${JSON.stringify(seen.topic)}: ${facts(seen, now)}`);
  return [head, ...lines, ...(next === undefined ? [] : ['- and more'])].join('\n');
}

function facts({ messages, retained, lastPublishedAt, ratePerSecond, last }: ObservedTopic, now: number): string {
  const parts = [
    lastPublishedAt === undefined
      ? 'nothing published since we listen'
      : `last message ${ago(now - lastPublishedAt)} ago, ${messages} in all`,
    ...(ratePerSecond > 0 ? [`${(ratePerSecond * 60).toLocaleString('en', { maximumSignificantDigits: 2 })} a minute lately`] : []),
    ...(retained ? ['a value is retained'] : []),
    ...(last === undefined ? [] : [`${last.payload.length} bytes`]),
  ];
  return parts.join(', ');
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

function stateInWords(state: ConnectionState): string {
  switch (state.name) {
    case 'reconnecting':
      return `reconnecting, because ${state.reason}`;
    case 'failed':
      return `failed: ${state.error.message}`;
    case 'connecting':
    case 'connected':
    case 'disconnected':
      return state.name;
  }
}
