/** A stream of the browser library that writes down what it tells, and is closed when the test ends. */
import { onTestFinished } from 'vitest';
import { connect } from '../../sidecar/client/index.ts';
import type { BrokerState, ConnectOptions, Gap, Message, MqttStream, StreamFailure, StreamState } from '../../sidecar/client/index.ts';

export interface RecordedStream {
  readonly stream: MqttStream;
  readonly messages: Message[];
  readonly states: StreamState[];
  readonly gaps: Gap[];
  readonly brokers: BrokerState[];
  readonly errors: StreamFailure[];
  payloads(): unknown[];
}

/** @param filter what is subscribed to at once; nothing by default */
export function recordStream(options: ConnectOptions, filter: string | readonly string[] = []): RecordedStream {
  const stream = connect({ maxRetryMs: 100, ...options });
  onTestFinished(() => stream.close());
  const messages: Message[] = [];
  const states: StreamState[] = [];
  const gaps: Gap[] = [];
  const brokers: BrokerState[] = [];
  const errors: StreamFailure[] = [];
  stream.on('message', (message) => void messages.push(message));
  stream.on('state', (state) => void states.push(state));
  stream.on('gap', (gap) => void gaps.push(gap));
  stream.on('broker', (state) => void brokers.push(state));
  stream.on('error', (error) => void errors.push(error));
  if (filter.length > 0) stream.subscribe(filter, () => {});
  return { stream, messages, states, gaps, brokers, errors, payloads: () => messages.map(({ payload }) => payload) };
}
