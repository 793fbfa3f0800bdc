/**
 * Broker connections for tests: opened with short waits, their messages and states recorded, closed when the test ends.
 */
import { onTestFinished, vi } from 'vitest';
import { createBrokerConnection } from '../../sidecar/mqtt/broker-connection.ts';
import type { BrokerConnectionParts } from '../../sidecar/mqtt/broker-connection-parts.ts';
import type { BrokerConnection, ConnectionOptions, ConnectionState, IncomingMessage, OutgoingMessage } from '../../sidecar/mqtt/types.ts';

export const testConnectionOptions = {
  protocolVersion: 'auto',
  keepaliveSeconds: 60,
  cleanStart: true,
  connectTimeoutMs: 5_000,
  reconnect: { minMs: 20, maxMs: 200, factor: 2, jitter: 0.1 },
} as const satisfies Omit<ConnectionOptions, 'url'>;

export interface RecordedConnection {
  readonly connection: BrokerConnection;
  readonly messages: IncomingMessage[];
  readonly states: ConnectionState[];
  /** Texts of the payloads received so far. */
  texts(): string[];
}

type Rest = Partial<Omit<BrokerConnectionParts, 'options'>>;

/** Opens a connection and closes it when the test has finished; does not wait for `ready()`. */
export function openConnection(url: string, options: Partial<ConnectionOptions> = {}, rest: Rest = {}): RecordedConnection {
  const messages: IncomingMessage[] = [];
  const states: ConnectionState[] = [];
  const connection = createBrokerConnection({
    id: 'test',
    options: { ...testConnectionOptions, url, ...options },
    onMessage: (message) => {
      messages.push(message);
    },
    ...rest,
  });
  connection.onState((state) => states.push(state));
  onTestFinished(() => connection.close());
  return { connection, messages, states, texts: () => messages.map(({ payload }) => payload.toString()) };
}

export async function openReadyConnection(
  url: string,
  options: Partial<ConnectionOptions> = {},
  rest: Rest = {},
): Promise<RecordedConnection> {
  const recorded = openConnection(url, options, rest);
  await recorded.connection.ready();
  return recorded;
}

export function text(topic: string, payload: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { topic, payload: Buffer.from(payload), qos: 0, retain: false, ...more };
}

/** Polls until the assertion holds, for at most `timeoutMs`. */
export async function eventually(assertion: () => void, timeoutMs = 8_000): Promise<void> {
  await vi.waitFor(assertion, { timeout: timeoutMs, interval: 10 });
}

/** Resolves with the first state of that name, be it the present one or one to come. */
export function reached<Name extends ConnectionState['name']>(
  connection: BrokerConnection,
  name: Name,
  timeoutMs = 8_000,
): Promise<Extract<ConnectionState, { name: Name }>> {
  const isWanted = (state: ConnectionState): state is Extract<ConnectionState, { name: Name }> => state.name === name;
  return new Promise((resolve, reject) => {
    const { state } = connection;
    if (isWanted(state)) {
      resolve(state);
      return;
    }
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`The connection is ${JSON.stringify(connection.state)} and not ${name} after ${timeoutMs} ms.`));
    }, timeoutMs);
    const stop = connection.onState((next) => {
      if (!isWanted(next)) return;
      clearTimeout(timer);
      stop();
      resolve(next);
    });
  });
}
