/** What is said of a connection's state: in the log, and to whoever wants to use one that is not there. */
import { AppError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { ConnectionState } from './types.ts';

export function logState(log: Pick<Log, 'info' | 'warn' | 'error'> | undefined, state: ConnectionState, url: string): void {
  if (state.name === 'failed') log?.error('The broker connection has failed', { url, reason: state.error.message });
  else if (state.name === 'connected') log?.info('Connected to the broker', { url, mqtt: state.protocolVersion === 5 ? '5.0' : '3.1.1' });
  else if (state.name === 'disconnected') log?.info('The broker connection is closed', { url });
  else if (state.name === 'reconnecting' && state.nextTryAt !== undefined)
    log?.warn('No connection to the broker', { url, reason: state.reason, attempt: state.attempt });
}

export function notConnected(state: ConnectionState, url: string): AppError {
  if (state.name === 'failed') {
    return new AppError('not-connected', `The connection to ${url} has failed: ${state.error.message}`, { hint: state.error.hint });
  }
  if (state.name === 'disconnected')
    return new AppError('not-connected', `The connection to ${url} is closed.`, { hint: 'Connect again first.' });
  const why = state.name === 'reconnecting' ? `: ${state.reason}` : '';
  return new AppError('not-connected', `The connection to ${url} is down${why}.`);
}
