/** Puts completions on the SDK's server: for the variables of the topic template, and for the arguments of prompts. */
import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { PROMPTS } from '../prompts/index.ts';
import { protocolError } from '../protocol-error.ts';
import { TOPIC_URI_TEMPLATE } from '../resources/topic-uri.ts';
import type { TopicAccess } from '../topic-access.ts';
import { complete, type Completes } from './complete.ts';

const referenceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ref/prompt'), name: z.string() }),
  z.object({ type: z.literal('ref/resource'), uri: z.string() }),
]);

const completeParams = z.object({
  ref: referenceSchema,
  argument: z.object({ name: z.string(), value: z.string() }),
  context: z.object({ arguments: z.record(z.string(), z.string()).optional() }).optional(),
});

type Reference = z.output<typeof referenceSchema>;

export function registerCompletions({ server }: McpServer, access: TopicAccess): void {
  server.registerCapabilities({ completions: {} });
  server.setRequestHandler('completion/complete', { params: completeParams }, ({ ref, argument, context }) => {
    try {
      const what = asked(ref, argument.name);
      if (what === undefined) return { completion: { values: [], hasMore: false } };
      return { completion: complete(access, { what, value: argument.value, connection: context?.arguments?.['connection'] }) };
    } catch (error) {
      throw protocolError(error);
    }
  });
}

/** Undefined where there is nothing to offer. */
function asked(ref: Reference, name: string): Completes | undefined {
  if (ref.type === 'ref/resource') {
    if (ref.uri !== TOPIC_URI_TEMPLATE)
      throw unknown(`There is no resource template "${ref.uri}".`, `The template is ${TOPIC_URI_TEMPLATE}.`);
    if (name === 'connection' || name === 'topic') return name;
    throw unknown(`The template has no variable "${name}".`, 'Its variables are connection and topic.');
  }
  const prompt = PROMPTS.find((one) => one.name === ref.name);
  if (prompt === undefined)
    throw unknown(`There is no prompt "${ref.name}".`, `The prompts are: ${PROMPTS.map((one) => one.name).join(', ')}.`);
  const argument = prompt.arguments.find((one) => one.name === name);
  if (argument === undefined) throw unknown(`The prompt "${ref.name}" has no argument "${name}".`, 'See prompts/list.');
  return argument.completes;
}

function unknown(detail: string, hint: string): AppError {
  return new AppError('invalid-arguments', detail, { hint });
}
