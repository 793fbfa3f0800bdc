/** Errors of starting, of requests and of whoever makes them. Part of the registry in errors.ts. */
import { JSON_RPC, type ErrorKind } from './kind.ts';

const { internalError, invalidParams, invalidRequest, parseError } = JSON_RPC;

export const requestErrors = {
  'internal': {
    status: 500,
    rpc: internalError,
    title: 'Internal error',
    hint: 'Look into the log; report it with the diagnostics if it stays.',
  },
  'invalid-arguments': { status: 400, rpc: invalidParams, title: 'Invalid arguments', hint: 'Correct the arguments and try again.' },
  'invalid-json': { status: 400, rpc: parseError, title: 'Body is not valid JSON', hint: 'Send one JSON document, encoded as UTF-8.' },
  'invalid-request': {
    status: 400,
    rpc: invalidRequest,
    title: 'Not a valid JSON-RPC 2.0 message',
    hint: 'Send one object with "jsonrpc": "2.0" and a "method".',
  },
  'body-too-large': { status: 413, rpc: invalidRequest, title: 'Body too large', hint: 'Send less at once, or raise limits.bodyBytes.' },
  'unsupported-media-type': {
    status: 415,
    rpc: invalidRequest,
    title: 'Unsupported media type',
    hint: 'Send Content-Type: application/json.',
  },
  'not-found': {
    status: 404,
    rpc: invalidRequest,
    title: 'Nothing stands at this address',
    hint: 'See the documentation for the addresses that exist.',
  },
  'method-not-allowed': { status: 405, rpc: invalidRequest, title: 'Method not allowed here', hint: 'See the Allow header.' },
  'not-acceptable': {
    status: 406,
    rpc: invalidRequest,
    title: 'The answer has a type that the client does not accept',
    hint: 'Send Accept: application/json, text/event-stream.',
  },
  'unsupported-protocol-version': {
    status: 400,
    rpc: invalidRequest,
    title: 'Protocol version not supported',
    hint: 'Use a version that the server offers.',
  },
  'session-required': {
    status: 400,
    rpc: invalidRequest,
    title: 'sessionId is missing',
    hint: 'Open GET …/sse first and post to the address that its endpoint event names.',
  },
  'session-not-found': { status: 404, rpc: invalidRequest, title: 'No such session', hint: 'The session has ended. Open GET …/sse again.' },
  'host-not-allowed': {
    status: 403,
    rpc: invalidRequest,
    title: 'Host not allowed',
    hint: 'Use localhost, or add the host to server.allowedHosts.',
  },
  'origin-not-allowed': { status: 403, rpc: invalidRequest, title: 'Origin not allowed', hint: 'Add the origin to server.allowedOrigins.' },
  'unauthorized': { status: 401, rpc: invalidRequest, title: 'Authentication required', hint: 'Send Authorization: Bearer <token>.' },
  'invalid-token': {
    status: 401,
    rpc: invalidRequest,
    title: 'The token is not valid',
    hint: 'Get a new token and send it as Authorization: Bearer <token>.',
  },
  'insufficient-scope': {
    status: 403,
    rpc: invalidRequest,
    title: 'Not permitted',
    hint: 'Use a token that carries the permission, or ask the operator to grant it.',
  },
  'policy-denied': {
    status: 403,
    rpc: invalidRequest,
    title: 'Not permitted by the policy',
    hint: 'Do not try to get around it; tell the user, who may change the policy.',
  },
  'approval-refused': {
    status: 403,
    rpc: invalidRequest,
    title: 'A person refused it',
    hint: 'Do not try it again unless the user asks for it.',
  },
  'approval-missing': {
    status: 403,
    rpc: invalidRequest,
    title: 'Nobody approved it',
    hint: 'Tell the user that it waits for an approval, then try again.',
  },
  'approval-not-found': {
    status: 404,
    rpc: invalidParams,
    title: 'The question is not open any more',
    hint: 'It was answered already, or it ran out of time.',
  },
  'issuer-unavailable': {
    status: 503,
    rpc: internalError,
    title: 'Tokens cannot be checked at the moment',
    hint: 'Try again in a moment; the operator finds the cause in the log.',
  },
  'too-many-requests': {
    status: 429,
    rpc: invalidRequest,
    title: 'Limit reached',
    hint: 'Close what is no longer needed, wait, or raise the limit.',
  },
  'limit-reached': {
    status: 429,
    rpc: invalidRequest,
    title: 'Limit of this session reached',
    hint: 'Close what is no longer needed, or raise the limit in the configuration.',
  },
  'invalid-configuration': {
    status: 500,
    rpc: internalError,
    title: 'Invalid configuration',
    hint: 'Correct the setting and start again.',
  },
  'port-in-use': {
    status: 500,
    rpc: internalError,
    title: 'The port is in use',
    hint: 'Stop the program that holds it, or start with another --port.',
  },
  'cannot-listen': {
    status: 500,
    rpc: internalError,
    title: 'The address cannot be listened on',
    hint: 'Check server.host and server.port; ports below 1024 may need more rights.',
  },
  'unsafe-listener': {
    status: 500,
    rpc: internalError,
    title: 'Refusing to serve a network without authentication',
    hint: 'Set auth.mode or server.tls.clientCa, bind to localhost, or set auth.allowAnonymous.',
  },
  'history-failing': {
    status: 503,
    rpc: internalError,
    title: 'The history cannot be stored',
    hint: 'Check the disk and the file that history.path names; it is tried again by itself.',
  },
  'ticket-in-use': {
    status: 409,
    rpc: invalidParams,
    title: 'The ticket is in use',
    hint: 'A ticket is good for one stream at a time. Close that one, or get another ticket.',
  },
  'https-required': {
    status: 400,
    rpc: invalidRequest,
    title: 'This port speaks HTTPS',
    hint: 'Use an address that begins with https://.',
  },
  'shutting-down': { status: 503, rpc: internalError, title: 'The server is shutting down', hint: 'Connect again in a moment.' },
} as const satisfies Record<string, ErrorKind>;
