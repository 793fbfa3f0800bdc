/** The one mapping of errors on the MCP addresses: a JSON-RPC error body (section 5.1) with the HTTP status of the error. */
import type { NextFunction, Request, Response } from 'express';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';

const RETRY_AFTER_SECONDS = 5;

export function jsonRpcErrors(log: Log) {
  return (thrown: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const error = toAppError(thrown);
    if (error.code === 'internal') log.error('A request failed', { method: request.method, path: request.path, error: thrown });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error.status === 429 || error.status === 503) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    const message = error.code === 'internal' ? error.title : error.advice;
    response.status(error.status).json({ jsonrpc: '2.0', id: null, error: { code: error.rpcCode, message, data: { code: error.code } } });
  };
}
