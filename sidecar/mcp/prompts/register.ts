/** Puts the prompts on the SDK's server; what a client gives is checked here, with words for whoever typed it. */
import type { GetPromptResult, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { protocolError } from '../protocol-error.ts';
import type { TopicAccess } from '../topic-access.ts';
import { PROMPTS } from './index.ts';
import type { Prompt } from './prompt.ts';

/** With a schema of our own, what does not fit is answered with -32602; with the SDK's, it would be -32603. */
const getParams = z.object({ name: z.string(), arguments: z.record(z.string(), z.string()).optional() });

/** Made once: the server is made for each request where the protocol has no sessions. */
const LISTED = PROMPTS.map(({ name, title, description, arguments: asked }) => ({
  name,
  title,
  description,
  arguments: asked.map(({ completes: _ours, ...argument }) => argument),
}));

export function registerPrompts({ server }: McpServer, access: TopicAccess): void {
  server.registerCapabilities({ prompts: { listChanged: false } });
  server.setRequestHandler('prompts/list', () => ({ prompts: LISTED }));
  server.setRequestHandler('prompts/get', { params: getParams }, ({ name, arguments: given = {} }) => {
    try {
      return get(name, given, access);
    } catch (error) {
      throw protocolError(error);
    }
  });
}

function get(name: string, given: Readonly<Record<string, string>>, access: TopicAccess): GetPromptResult {
  const prompt = PROMPTS.find((one) => one.name === name);
  if (prompt === undefined) {
    throw new AppError('invalid-arguments', `There is no prompt "${name}".`, {
      hint: `The prompts are: ${PROMPTS.map((one) => one.name).join(', ')}.`,
    });
  }
  const text = prompt.render(checked(prompt, given), { access, now: Date.now() });
  return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] };
}

/** Forms send empty texts for what was left out. */
function checked({ name, arguments: asked }: Prompt, given: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  const missing = asked.filter((argument) => argument.required && filled[argument.name] === undefined);
  if (missing.length > 0) {
    const words = missing.map((argument) => `"${argument.name}" (${argument.description})`);
    throw new AppError('invalid-arguments', `The prompt "${name}" needs ${words.join(' and ')}.`);
  }
  return filled;
}
