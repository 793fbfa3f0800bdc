/** From the body of a POST to a JSON-RPC message that the SDK's server can take. Pure. */
import { parseJSONRPCMessage, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AppError } from '../../../errors.ts';
import type { ClientInfo } from '../../session.ts';

export const HTTP_SSE_PROTOCOL_VERSION = '2024-11-05';

/** @throws AppError `invalid-request` */
export function parseInbound(body: unknown): JSONRPCMessage {
  if (Array.isArray(body)) {
    throw new AppError('invalid-request', 'Batches are not part of this protocol version.', { hint: 'Send one message per POST.' });
  }
  try {
    return parseJSONRPCMessage(withInitializeDefaults(body));
  } catch {
    throw new AppError('invalid-request', 'The body is not a JSON-RPC 2.0 message.');
  }
}

/**
 * Documented clients send `initialize` without params, or with some only, which the schema of the protocol would refuse;
 * what is missing is filled in with what such a client means.
 */
function withInitializeDefaults(body: unknown): unknown {
  if (!isRecord(body) || body['method'] !== 'initialize') return body;
  const given = isRecord(body['params']) ? body['params'] : {};
  const client = isRecord(given['clientInfo']) ? given['clientInfo'] : {};
  return {
    ...body,
    params: {
      protocolVersion: HTTP_SSE_PROTOCOL_VERSION,
      capabilities: {},
      ...given,
      clientInfo: { name: 'unknown', version: 'unknown', ...client },
    },
  };
}

const initializeSchema = z.object({
  method: z.literal('initialize'),
  params: z.object({ clientInfo: z.object({ name: z.string(), version: z.string() }) }),
});

/** Who initializes the session with this message; undefined for every other message. */
export function initializingClient(message: JSONRPCMessage): ClientInfo | undefined {
  return initializeSchema.safeParse(message).data?.params.clientInfo;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
