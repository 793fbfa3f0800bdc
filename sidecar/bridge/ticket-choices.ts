/**
 * What the address of a stream may say beside its ticket. Which topics of which connection they are is the ticket's word; how the
 * messages come is up to whoever opens it, within the permissions of whom the ticket was issued to. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../errors.ts';
import { parseStreamQuery, type StreamQuery } from './stream-query.ts';

/** @throws AppError `insufficient-scope` when another stream is asked for, and for parameters as `parseStreamQuery` has it */
export function withChoices(issued: StreamQuery, given: URLSearchParams): StreamQuery {
  const parsed = parseStreamQuery(completed(issued, given));
  if (!parsed.ok) throw parsed.error;
  const { query } = parsed;
  const isSame = isDeepStrictEqual(query.topics.toSorted(), issued.topics.toSorted()) && query.connection === issued.connection;
  if (!isSame) {
    throw new AppError('insufficient-scope', 'The ticket was issued for another stream.', {
      hint: 'Open exactly the stream that the ticket was asked for, or get a ticket for this one.',
    });
  }
  return {
    ...issued,
    ...(given.has('qos') ? { qos: query.qos } : {}),
    ...(given.has('encoding') ? { encoding: query.encoding } : {}),
    ...(given.has('batch') ? { batch: query.batch } : {}),
    ...(given.has('retained') ? { retained: query.retained } : {}),
  };
}

/** With what the address leaves to the ticket. */
function completed({ topics, connection }: StreamQuery, given: URLSearchParams): URLSearchParams {
  const all = new URLSearchParams(given);
  if (!all.has('topic')) for (const topic of topics) all.append('topic', topic);
  if (!all.has('connection') && connection !== undefined) all.set('connection', connection);
  return all;
}
