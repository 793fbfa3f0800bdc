/**
 * What users of the browser library see: options, messages, events. Read by every file of the library; types and nothing that
 * runs. The shapes are those of the stream's events, so a message looks the same here, in the HTTP API and in MCP.
 */

/** MQTT 5 properties of a message; absent for MQTT 3.1.1. */
export interface MessageProperties {
  readonly payloadFormatIndicator?: boolean;
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  /** Base64. */
  readonly correlationData?: string;
  readonly subscriptionIdentifier?: number | readonly number[];
  readonly topicAlias?: number;
  readonly userProperties?: Readonly<Record<string, string | readonly string[]>>;
}

interface MessageHead {
  /** The point to resume from once this message is dealt with; in a batch only the last message has one. */
  readonly id?: string;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** The broker sent it before and does not know whether it arrived. */
  readonly dup?: true;
  /** This stream has delivered the message before: it has come twice, or the broker has sent it to the sidecar again. */
  readonly repeat?: true;
  /** Id of the event with which the message came for the first time, where the broker has sent it again. */
  readonly repeatOf?: string;
  /** ISO 8601, UTC, milliseconds: when the sidecar received it. */
  readonly timestamp: string;
  readonly properties?: MessageProperties;
  /** The bytes of a message that came in chunks; not listed by `JSON.stringify`. See `payloadBytes`. */
  readonly raw?: Uint8Array<ArrayBuffer>;
}

export interface TextMessage extends MessageHead {
  readonly encoding: 'utf8' | 'base64' | 'hex';
  readonly payload: string;
}

export interface JsonMessage extends MessageHead {
  readonly encoding: 'json';
  readonly payload: unknown;
}

export type Message = TextMessage | JsonMessage;

/** Messages were lost on the way; what came before and what comes after is complete. */
export interface Gap {
  /** `corrupt`: a message in chunks failed its checksums three times in a row and was passed over. */
  readonly reason: 'history-expired' | 'slow-consumer' | 'epoch-changed' | 'corrupt';
  /** null where nobody can know. */
  readonly dropped: number | null;
  /**
   * The stream was opened again for topics that were added: the server cannot say what came on them before, which nobody had asked
   * for. Usually nothing was lost then.
   */
  readonly afterSubscribe?: true;
}

/** State of the connection between sidecar and broker. */
export interface BrokerState {
  readonly state: string;
  readonly [more: string]: unknown;
}

/** `idle`: nothing is subscribed. `waiting`: the stream ended and is opened again after a pause. */
export type StreamState = 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';

export interface StreamFailure extends Error {
  /**
   * `refused`: the server answered with `status` and no stream. `network`: no answer, a cut, or silence. `checksum`: a message in
   * chunks arrived damaged and is asked for again. `protocol`: an event that makes no sense.
   */
  readonly code: 'refused' | 'network' | 'checksum' | 'protocol';
  /** HTTP status, where the server answered and the transport tells. */
  readonly status?: number | undefined;
  /** Stable code of the server's problem document (RFC 9457), such as `invalid-topic-filter`. */
  readonly problem?: string | undefined;
}

export interface StreamEvents {
  /** Every message, whichever subscription it belongs to. */
  'message': Message;
  'state': StreamState;
  'gap': Gap;
  'broker': BrokerState;
  /** The token ran out; the stream is opened again with a new one. */
  'auth-expired': unknown;
  /** Something failed; the library goes on trying until `close()`. */
  'error': StreamFailure;
}

/** When it returns a promise, the next message waits for it, and the resume point stays before this one until then. */
export type Listener<Value> = (value: Value) => unknown;

export interface ConnectOptions {
  /**
   * Where the sidecar's paths begin. Default: where `/mqttx/client.js` was loaded from, for the classic script, and
   * `http://localhost:4000/mqttx` otherwise.
   */
  readonly url?: string;
  /** Profile name or connection id; default: the sidecar's default profile. */
  readonly connection?: string;
  /** Default 0. */
  readonly qos?: 0 | 1 | 2;
  /** Default `auto`: utf8 where the bytes allow it, else base64. */
  readonly encoding?: 'auto' | Message['encoding'];
  /** Window in ms in which the server gathers messages into one event; default: none. */
  readonly batch?: number;
  /** Most messages in one such event; default 100. */
  readonly batchMax?: number;
  /** `false` leaves out retained messages at the start. */
  readonly retained?: boolean;
  /** Goes on after the event of this id, as kept by an earlier run. */
  readonly lastEventId?: string;
  /** Bearer token, or a function that is asked for one whenever a stream is opened. */
  readonly token?: string | (() => string | Promise<string>);
  /**
   * Gets a ticket for one stream, usually from your own server, which holds the token. It is asked again when the stream's
   * topics change, and when a ticket was refused.
   *
   * @param query what the stream will be opened with, to be handed on as the body of `POST …/api/v1/tickets`
   */
  readonly ticket?: (query: StreamQuery) => string | Promise<string>;
  /** More request headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest pause between attempts in ms; default 30,000. They start with what the server asks for (`retry:`) and double. */
  readonly maxRetryMs?: number;
  /** A stream without a byte for this long is opened again; default 60,000, 0 for never. Not with `EventSource`. */
  readonly silenceMs?: number;
  /**
   * SHA-256 of a message that came in chunks, in hexadecimal digits. Default: `crypto.subtle`, which browsers have on https and on
   * loopback only; elsewhere such messages are held to the CRC-32 of each chunk and to their length.
   */
  readonly sha256?: (bytes: Uint8Array<ArrayBuffer>) => string | undefined | Promise<string | undefined>;
  /** Closes the stream. */
  readonly signal?: AbortSignal;
}

/** The parameters of `GET …/stream`, the resume point left out. */
export interface StreamQuery {
  readonly topic: readonly string[];
  readonly connection?: string | undefined;
  readonly qos?: number | undefined;
  readonly encoding?: string | undefined;
  readonly batch?: number | undefined;
  readonly batch_max?: number | undefined;
  readonly retained?: boolean | undefined;
}

export interface MqttStream {
  readonly state: StreamState;
  /** The event after which the next stream goes on; keep it to go on in another run. */
  readonly lastEventId: string | undefined;
  /**
   * Calls the listener with every message whose topic matches. All subscriptions share one stream, which is opened again, where
   * it stood, when its topics change.
   *
   * @returns ends the subscription
   */
  subscribe(filter: string | readonly string[], listener: Listener<Message>): () => void;
  /** The same for `for await`: the next message is taken when the loop's body is done with this one. Ends with `close()`. */
  messages(filter: string | readonly string[]): AsyncIterableIterator<Message>;
  /** @returns ends the listening */
  on<Name extends keyof StreamEvents>(name: Name, listener: Listener<StreamEvents[Name]>): () => void;
  close(): void;
}
