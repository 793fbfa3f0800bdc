/** The address of a stream: the parameters of `GET …/stream` out of the options. Strings alone, because old browsers have no `URL`. Pure. */
import type { ConnectOptions, StreamQuery } from './types.ts';

export const DEFAULT_URL = 'http://localhost:4000/mqttx';

type Parameters = Readonly<Record<string, StreamQuery[keyof StreamQuery]>>;

export function streamQuery(options: ConnectOptions, topic: readonly string[]): StreamQuery {
  const { connection, qos, encoding, batch, batchMax, retained } = options;
  return { topic, connection, qos, encoding, batch, batch_max: batchMax, retained };
}

/**
 * @param base may end with a slash
 * @param more parameters that change from one attempt to the next; undefined ones are left out
 */
export function streamUrl(base: string, query: StreamQuery, more: Readonly<Record<string, string | undefined>>): string {
  const given: Parameters = { ...query, ...more };
  const pairs: string[] = [];
  for (const name of Object.keys(given)) {
    const value = given[name];
    for (const one of typeof value === 'object' ? value : [value]) if (one !== undefined) pairs.push(`${name}=${encodeURIComponent(one)}`);
  }
  return `${base.replace(/\/+$/, '')}/stream?${pairs.join('&')}`;
}
