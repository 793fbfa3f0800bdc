/**
 * The one registry of errors that people and programs see. Every error raised on purpose is an `AppError` whose code
 * stands here; each edge (HTTP, JSON-RPC, tool result, command line) maps it once and invents nothing of its own.
 */

/** JSON-RPC 2.0, section 5.1. */
const JSON_RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
} as const;

interface ErrorKind {
  /** HTTP status of a response that reports it. */
  readonly status: number;
  /** JSON-RPC code of a response that reports it. */
  readonly rpc: number;
  /** What it is, for a person, without the particulars. */
  readonly title: string;
  /** What to do when the place that raised it knows nothing better. */
  readonly hint: string;
}

const { parseError, invalidRequest, invalidParams, internalError } = JSON_RPC;

const registry = {
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
  'not-connected': {
    status: 503,
    rpc: internalError,
    title: 'The connection to the broker is down',
    hint: 'It is being re-established; try again shortly, or call mqttConnect.',
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
    hint: 'Set auth.mode, bind to localhost, or set auth.allowAnonymous.',
  },
  'client-unknown': {
    status: 404,
    rpc: invalidParams,
    title: 'No such client',
    hint: 'See "configure --list" for the clients that can be configured.',
  },
  'client-not-installed': {
    status: 404,
    rpc: invalidParams,
    title: 'The client is not installed',
    hint: 'Install and start it once, or name its settings file with --file.',
  },
  'client-file-refused': {
    status: 409,
    rpc: invalidParams,
    title: 'The settings file was left untouched',
    hint: 'Correct the file and try again.',
  },
  'client-file-changed': {
    status: 409,
    rpc: invalidParams,
    title: 'The settings file changed since the preview',
    hint: 'Look at the preview again, then apply it.',
  },
  'client-file-busy': {
    status: 503,
    rpc: internalError,
    title: 'The settings file is being rewritten by another program',
    hint: 'Quit the client and try again.',
  },
  'client-name-taken': {
    status: 409,
    rpc: invalidParams,
    title: 'The name is taken by another server',
    hint: 'Choose another name with --name, or allow it to be replaced with --replace.',
  },
  'client-command-unknown': {
    status: 409,
    rpc: invalidParams,
    title: 'No command is known that starts the sidecar',
    hint: 'Configure this client from an installed version of this program.',
  },
  'client-nothing-to-undo': {
    status: 404,
    rpc: invalidParams,
    title: 'Nothing to undo',
    hint: 'Only what this program wrote into a settings file can be undone.',
  },
  'client-entry-changed': {
    status: 409,
    rpc: invalidParams,
    title: 'The entry was changed by someone else',
    hint: 'Remove it in the client, or in the settings file by hand.',
  },
  'client-journal-unreadable': {
    status: 500,
    rpc: internalError,
    title: 'The record of configured clients cannot be read',
    hint: 'Move the file away; what stands in the clients stays as it is.',
  },
  'sidecar-not-running': {
    status: 503,
    rpc: internalError,
    title: 'The server is not running',
    hint: 'Start it, then try again.',
  },
  'sidecar-not-ended': {
    status: 409,
    rpc: internalError,
    title: 'The other server did not end',
    hint: 'End it where it was started, or use another port.',
  },
  'sidecar-not-ours': {
    status: 403,
    rpc: internalError,
    title: 'The server was started elsewhere',
    hint: 'Open its dashboard at the address that was printed where it was started, or replace it.',
  },
  'profile-name-taken': {
    status: 409,
    rpc: invalidParams,
    title: 'A profile of that name exists',
    hint: 'Choose another name.',
  },
  'secret-storage-failed': {
    status: 500,
    rpc: internalError,
    title: 'The system did not keep the secret',
    hint: 'Unlock the keychain or keyring of the system, and try again.',
  },
  'link-refused': {
    status: 403,
    rpc: invalidParams,
    title: 'The link is not opened',
    hint: 'Only https addresses, and http addresses of this machine, are opened.',
  },
  'update-failed': {
    status: 502,
    rpc: internalError,
    title: 'The update failed',
    hint: 'Check the network and try again, or download the new version by hand.',
  },
  'autostart-failed': {
    status: 500,
    rpc: internalError,
    title: 'Starting at login could not be changed',
    hint: 'Change it in the settings of the system.',
  },
  'shutting-down': { status: 503, rpc: internalError, title: 'The server is shutting down', hint: 'Connect again in a moment.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof registry;

interface AppErrorOptions {
  /** What to do about it, when the general hint of the code says too little. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An error raised on purpose: a code of the registry, what happened to what, and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  /**
   * @param code an entry of the registry
   * @param detail what happened, and to what, in one sentence for a person
   */
  constructor(code: ErrorCode, detail?: string, options: AppErrorOptions = {}) {
    super(detail ?? registry[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint ?? registry[code].hint;
  }

  get status(): number {
    return registry[this.code].status;
  }

  get rpcCode(): number {
    return registry[this.code].rpc;
  }

  get title(): string {
    return registry[this.code].title;
  }

  /** Detail and hint in one text, as tools and the command line show it. */
  get advice(): string {
    return `${this.message} ${this.hint}`;
  }
}

/** Turns whatever was thrown into an `AppError`; what was not raised on purpose becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', detail, { cause: thrown });
}
