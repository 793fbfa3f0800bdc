/** The data of one server-sent event as the schema has it; throws `unexpected-answer` for anything else. */
import type { z } from 'zod';
import { unexpectedAnswer } from './problem.ts';

export function parseEventData<S extends z.ZodType>(event: string, data: string, schema: S): z.infer<S> {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch (cause) {
    throw unexpectedAnswer(event, cause);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw unexpectedAnswer(event, parsed.error);
  return parsed.data;
}
