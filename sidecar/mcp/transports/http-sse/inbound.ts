/** What is particular to HTTP+SSE in what a client sends: the one version there is, and who the client says it is. Pure. */
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ClientInfo } from '../../session.ts';

export const HTTP_SSE_PROTOCOL_VERSION = '2024-11-05';

const initializeSchema = z.object({
  method: z.literal('initialize'),
  params: z.object({ clientInfo: z.object({ name: z.string(), version: z.string() }) }),
});

/** Who initializes the session with this message; undefined for every other message. */
export function initializingClient(message: JSONRPCMessage): ClientInfo | undefined {
  // Looked at first because this stands in the way of every call, and a parse that fails is a costly one.
  if (!('method' in message) || message.method !== 'initialize') return undefined;
  return initializeSchema.safeParse(message).data?.params.clientInfo;
}
