/**
 * Why an attempt to connect, or a connection, came to its end: one type for all that can happen, its words for people, and
 * the errors made of it. Pure; used by the state machine and by the edge that observes the socket.
 */
import { AppError } from '../errors.ts';
import { describeNetworkError, errorCode, networkHint, WRONG_PORT_HINT } from './network-failure.ts';
import { connackHint, describeConnack, describeReasonCode } from './reason-codes.ts';

export type Closure =
  /** CONNACK with a failure. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason?: string; readonly serverReference?: string }
  /** DISCONNECT from the broker (MQTT 5). */
  | { readonly kind: 'disconnected'; readonly code: number; readonly reason?: string; readonly serverReference?: string }
  /** The socket, TLS or the WebSocket handshake failed. */
  | { readonly kind: 'network'; readonly error: Error }
  /** The other side sent what is not MQTT, or broke its rules. */
  | { readonly kind: 'protocol'; readonly detail: string; readonly answered: boolean }
  /** There was no token to log in with; the broker has not been asked. */
  | { readonly kind: 'no-token'; readonly error: AppError }
  /** No CONNACK in time. */
  | { readonly kind: 'timeout' }
  /** No answer to a ping in time. */
  | { readonly kind: 'keepalive' }
  /** Closed by the other side without a word. */
  | { readonly kind: 'silent'; readonly answered: boolean };

/** The broker's own words and the server it names, where MQTT 5 carries them. */
function supplement({ reason, serverReference }: { readonly reason?: string; readonly serverReference?: string }): string {
  const said = reason === undefined ? '' : `; it says: ${JSON.stringify(reason)}`;
  return serverReference === undefined ? said : `${said}; it names the server ${JSON.stringify(serverReference)}`;
}

/** One sentence without its full stop, for a person. */
export function describeClosure(closure: Closure): string {
  switch (closure.kind) {
    case 'refused':
      return `The broker refused the connection: ${describeConnack(closure.code)}${supplement(closure)}`;
    case 'disconnected':
      return `The broker ended the connection: ${describeReasonCode(closure.code)}${supplement(closure)}`;
    case 'network':
      return `The connection failed: ${describeNetworkError(closure.error)}`;
    case 'protocol':
      return `The other side does not keep to MQTT: ${closure.detail}`;
    case 'no-token':
      return closure.error.message.replace(/\.$/, '');
    case 'timeout':
      return 'The broker did not answer in time';
    case 'keepalive':
      return 'The broker did not answer a ping in time';
    case 'silent':
      return closure.answered ? 'The broker closed the connection' : 'The other side closed the connection without an answer';
  }
}

/** Whether the attempt ended before any CONNACK although the network worked, as with a broker that chokes on MQTT 5. */
export function isAnswerless(closure: Closure): boolean {
  if (closure.kind === 'silent' || closure.kind === 'protocol') return !closure.answered;
  return closure.kind === 'network' && ['ECONNRESET', 'EPIPE'].includes(errorCode(closure.error) ?? '');
}

export function refusalError(closure: Extract<Closure, { kind: 'refused' }>, target: string): AppError {
  const hint = connackHint(closure.code);
  const detail = `The broker at ${target} refused the connection: ${describeConnack(closure.code)}${supplement(closure)}.`;
  return new AppError('broker-refused', detail, hint === undefined ? {} : { hint });
}

export function takeOverError(clientId: string, target: string): AppError {
  return new AppError(
    'broker-refused',
    `The broker at ${target} gave the connection to another client with the same client id, ${JSON.stringify(clientId)}.`,
    { hint: 'Close the other client or use another client id, then connect again.' },
  );
}

/** The same where the broker has not said so and only the pattern tells. */
export function likelyTakeOverError(clientId: string, target: string, closes: number): AppError {
  return new AppError(
    'broker-refused',
    `The broker at ${target} closed the connection ${closes} times in a row right after it had accepted it. Most likely another client uses ` +
      `the same client id, ${JSON.stringify(clientId)}.`,
    { hint: 'Close the other client or use another client id; if there is none, look into the log of the broker. Then connect again.' },
  );
}

/** The error for whoever waits for a first connection that could not be made. */
export function unmadeError(closure: Closure, target: string): AppError {
  switch (closure.kind) {
    case 'refused':
      return refusalError(closure, target);
    case 'no-token':
      return closure.error;
    case 'timeout':
      return new AppError('broker-timeout', `The broker at ${target} did not answer in time.`, {
        hint: 'Check host, port and network, and whether a firewall drops the connection.',
      });
    case 'network': {
      const hint = networkHint(closure.error);
      const detail = `The broker at ${target} cannot be reached: ${describeNetworkError(closure.error)}.`;
      return new AppError('broker-unreachable', detail, hint === undefined ? { cause: closure.error } : { cause: closure.error, hint });
    }
    default:
      return new AppError('broker-unreachable', `No MQTT connection to ${target}: ${describeClosure(closure)}.`, {
        hint: WRONG_PORT_HINT,
      });
  }
}
