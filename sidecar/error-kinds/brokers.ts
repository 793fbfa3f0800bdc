/** Errors of brokers, connections, topics and payloads. Part of the registry in errors.ts. */
import { JSON_RPC, type ErrorKind } from './kind.ts';

const { internalError, invalidParams } = JSON_RPC;

export const brokerErrors = {
  'no-connection': { status: 404, rpc: invalidParams, title: 'No broker connection', hint: 'Call mqttConnect first.' },
  'connection-not-found': {
    status: 404,
    rpc: invalidParams,
    title: 'No such broker connection',
    hint: 'Call mqttStatus to see the connections that exist, or mqttConnect to open one.',
  },
  'profile-not-found': { status: 404, rpc: invalidParams, title: 'No such profile', hint: 'Use one of the profiles of the configuration.' },
  'subscription-not-found': {
    status: 404,
    rpc: invalidParams,
    title: 'No such subscription',
    hint: 'Call mqttStatus to see the subscriptions that exist.',
  },
  'broker-not-allowed': {
    status: 403,
    rpc: invalidParams,
    title: 'The broker is not among those that may be connected to',
    hint: 'Use a profile, or ask whoever operates the server to add the address to policy.brokers.',
  },
  'message-not-found': {
    status: 404,
    rpc: invalidParams,
    title: 'No such message',
    hint: 'It may have left the history (history.maxAgeSeconds, maxMessages, maxBytes); ids stand in the results of mqttReadMessages.',
  },
  'broker-unreachable': {
    status: 502,
    rpc: internalError,
    title: 'The broker cannot be reached',
    hint: 'Check host and port, and that the broker is running.',
  },
  'broker-refused': {
    status: 502,
    rpc: internalError,
    title: 'The broker refused',
    hint: 'Check user name, password, client id and the permissions on the broker.',
  },
  'broker-timeout': {
    status: 504,
    rpc: internalError,
    title: 'The broker did not answer in time',
    hint: 'Check the network and the load of the broker, then try again.',
  },
  'broker-token-unavailable': {
    status: 502,
    rpc: internalError,
    title: 'There is no token to connect to the broker with',
    hint: 'Check that the authorization server that the profile names (oauth2) can be reached, and its answer.',
  },
  'no-response': {
    status: 504,
    rpc: internalError,
    title: 'No answer to the request',
    hint: 'Check that the responder is connected and answers on the response topic; give it more time with timeoutSeconds.',
  },
  'not-connected': {
    status: 503,
    rpc: internalError,
    title: 'The connection to the broker is down',
    hint: 'It is being re-established; try again shortly, or call mqttConnect.',
  },
  'answer-lost': {
    status: 503,
    rpc: internalError,
    title: 'The connection to the broker ended before its answer',
    hint: 'The message may have been delivered; it is not sent again by itself.',
  },
  'invalid-topic': {
    status: 400,
    rpc: invalidParams,
    title: 'Invalid topic',
    hint: 'A topic to publish to is not empty, has no wildcard (+ or #) and at most 65,535 bytes.',
  },
  'invalid-topic-filter': {
    status: 400,
    rpc: invalidParams,
    title: 'Invalid topic filter',
    hint: 'Use + for one whole level and # for all that follow, at the end only.',
  },
  'invalid-payload': {
    status: 400,
    rpc: invalidParams,
    title: 'The payload does not fit its encoding',
    hint: 'Correct the payload, or name the encoding it has.',
  },
} as const satisfies Record<string, ErrorKind>;
