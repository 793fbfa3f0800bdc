/**
 * The one mapping of errors to answers of the methods that are no tools (resources, prompts, completions): a JSON-RPC error with the
 * code of the registry, and a message that says what to do.
 */
import { ProtocolError, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { toAppError, type ErrorCode } from '../errors.ts';

const NOT_THERE: ReadonlySet<ErrorCode> = new Set(['connection-not-found', 'no-connection', 'profile-not-found', 'session-not-found']);

/** @param uri of the resource that was asked for, if one was */
export function protocolError(thrown: unknown, uri?: string): ProtocolError {
  if (ProtocolError.isInstance(thrown)) return thrown;
  const error = toAppError(thrown);
  if (uri !== undefined && NOT_THERE.has(error.code)) return new ResourceNotFoundError(uri, error.advice);
  return new ProtocolError(error.rpcCode, error.code === 'internal' ? error.title : error.advice, { code: error.code });
}
