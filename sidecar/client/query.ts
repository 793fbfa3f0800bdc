/** The address of a stream: the parameters of `GET …/stream` out of the options. Strings alone, because old browsers have no `URL`. Pure. */
import type { ConnectOptions, StreamQuery } from './types.ts';

export const DEFAULT_URL = 'http://localhost:4000/mqttx';

export function streamQuery(options: ConnectOptions, topic: readonly string[]): StreamQuery {
  const { connection, qos, encoding, batch, batchMax, retained } = options;
  return { topic, connection, qos, encoding, batch, batch_max: batchMax, retained };
}

/** @param more parameters that change from one attempt to the next; undefined ones are left out */
export function streamUrl(base: string, query: StreamQuery, more: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries({ ...query, ...more }).flatMap(([name, given]) =>
    [given].flat().map((value) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`)),
  );
  return `${base.replace(/\/+$/, '')}/stream?${pairs.flat().join('&')}`;
}
