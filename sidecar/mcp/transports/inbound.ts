/**
 * From what a client sent to a JSON-RPC message that the SDK's server can take; the same on every transport with sessions.
 * Pure.
 */
import { parseJSONRPCMessage, type JSONRPCMessage } from '@modelcontextprotocol/server';
import { AppError } from '../../errors.ts';

/**
 * @param assumedVersion what a client means that names no version in `initialize`
 * @throws AppError `invalid-request`
 */
export function parseInbound(body: unknown, assumedVersion: string): JSONRPCMessage {
  if (Array.isArray(body)) {
    throw new AppError('invalid-request', 'Several messages at once are not taken.', { hint: 'Send one message at a time.' });
  }
  try {
    return parseJSONRPCMessage(withInitializeDefaults(body, assumedVersion));
  } catch {
    throw new AppError('invalid-request', 'This is not a JSON-RPC 2.0 message.');
  }
}

/**
 * Documented clients send `initialize` without params, or with some only, which the schema of the protocol would refuse;
 * what is missing is filled in with what such a client means.
 */
function withInitializeDefaults(body: unknown, assumedVersion: string): unknown {
  if (!isRecord(body) || body['method'] !== 'initialize') return body;
  const given = isRecord(body['params']) ? body['params'] : {};
  const client = isRecord(given['clientInfo']) ? given['clientInfo'] : {};
  return {
    ...body,
    params: {
      protocolVersion: assumedVersion,
      capabilities: {},
      ...given,
      clientInfo: { name: 'unknown', version: 'unknown', ...client },
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
