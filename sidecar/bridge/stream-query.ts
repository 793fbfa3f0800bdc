/**
 * The query of `GET …/stream`: what a stream is asked to be (WIRE, section 3). Used by the stream's route and by tickets, which
 * are bound to one. Pure; parameters that are not known are ignored.
 */
import { AppError } from '../errors.ts';
import { PAYLOAD_ENCODING_CHOICES, type PayloadEncodingChoice } from '../mqtt/payload-codec.ts';
import { assertTopicFilter } from '../mqtt/topics.ts';
import type { QoS } from '../mqtt/types.ts';

export interface StreamQuery {
  /** Valid filters, each once. */
  readonly topics: readonly string[];
  /** Profile name or connection id; undefined: the default profile. */
  readonly connection: string | undefined;
  readonly qos: QoS;
  readonly encoding: PayloadEncodingChoice;
  /** Undefined: every message goes out by itself. */
  readonly batch: { readonly windowMs: number; readonly maxMessages: number } | undefined;
  readonly retained: boolean;
}

export type ParsedQuery = { readonly ok: true; readonly query: StreamQuery } | { readonly ok: false; readonly error: AppError };

const MAX_TOPICS = 100;
const MAX_WINDOW_MS = 60_000;
const MAX_BATCH = 10_000;
const DEFAULT_BATCH = 100;

export function parseStreamQuery(query: URLSearchParams): ParsedQuery {
  try {
    return { ok: true, query: readQuery(query) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error };
    throw error;
  }
}

/** The point to resume from; the header wins over the query. An empty one is what EventSource sends when it has none. */
export function resumePoint(header: string | undefined, query: URLSearchParams): string | undefined {
  return (
    [header, query.get('last_event_id'), query.get('lastEventId')].find((point) => typeof point === 'string' && point !== '') ?? undefined
  );
}

function readQuery(query: URLSearchParams): StreamQuery {
  const windowMs = wholeNumber(query, 'batch', 0, MAX_WINDOW_MS);
  const maxMessages = wholeNumber(query, 'batch_max', 1, MAX_BATCH) ?? DEFAULT_BATCH;
  const connection = one(query, 'connection');
  return {
    topics: readTopics(query),
    connection: connection === '' ? undefined : connection,
    qos: readQos(query),
    encoding: oneOf(query, 'encoding', PAYLOAD_ENCODING_CHOICES) ?? 'auto',
    batch: windowMs === undefined || windowMs === 0 ? undefined : { windowMs, maxMessages },
    retained: oneOf(query, 'retained', ['true', 'false']) !== 'false',
  };
}

function readTopics(query: URLSearchParams): string[] {
  const topics = [...new Set(query.getAll('topic'))];
  if (topics.length === 0) {
    throw new AppError('invalid-arguments', 'The parameter "topic" is missing.', {
      hint: 'Name at least one topic filter, as in ?topic=factory/%23 (write # as %23, or the browser drops it).',
    });
  }
  if (topics.length > MAX_TOPICS) {
    throw new AppError('invalid-arguments', `A stream takes at most ${MAX_TOPICS} topic filters; ${topics.length} were given.`, {
      hint: 'Use a wildcard (+ or #) that covers several topics.',
    });
  }
  topics.forEach(assertTopicFilter);
  return topics;
}

function readQos(query: URLSearchParams): QoS {
  const given = oneOf(query, 'qos', ['0', '1', '2']);
  return given === '2' ? 2 : given === '1' ? 1 : 0;
}

function oneOf<T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const given = one(query, name);
  const found = allowed.find((value) => value === given);
  if (given !== undefined && found === undefined) throw wrong(name, given, `one of ${allowed.join(', ')}`);
  return found;
}

function wholeNumber(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const given = one(query, name);
  if (given === undefined) return undefined;
  const value = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
  if (!(value >= min && value <= max)) throw wrong(name, given, `a whole number from ${min} to ${max}`);
  return value;
}

function one(query: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = query.getAll(name);
  if (others.length > 0) throw new AppError('invalid-arguments', `The parameter "${name}" was given ${others.length + 1} times.`);
  return value;
}

function wrong(name: string, given: string, allowed: string): AppError {
  return new AppError('invalid-arguments', `The parameter "${name}" is ${JSON.stringify(given.slice(0, 60))}.`, {
    hint: `Allowed: ${allowed}.`,
  });
}
