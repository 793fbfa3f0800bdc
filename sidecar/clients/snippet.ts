/**
 * The settings of a client as JSON to be pasted by hand, for those who would rather do it themselves and for clients that are
 * installed elsewhere.
 */
import { requestFor } from './context.ts';
import type { ClientsContext } from './context.ts';
import { commandUnknown } from './plan.ts';
import { buildEntry, chooseTransport } from './server-entry.ts';
import { DEFAULT_SERVER_NAME } from './server-name.ts';
import type { ClientDefinition } from './types.ts';

/**
 * @returns the object of servers under its own key, as every client's documentation shows it
 * @throws AppError `client-command-unknown`
 */
export function snippetFor(definition: ClientDefinition, context: ClientsContext): string {
  const request = requestFor(context, DEFAULT_SERVER_NAME);
  const transport = chooseTransport(definition, request);
  if (transport === undefined) throw commandUnknown(definition);
  const entry = buildEntry(definition, transport, request);
  return JSON.stringify({ [definition.serversPath.at(-1) ?? '']: { [DEFAULT_SERVER_NAME]: entry } }, null, 2);
}
