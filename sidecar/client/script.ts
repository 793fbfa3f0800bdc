/**
 * The library as a classic script, for pages without modules: `<script src="…/mqttx/client.js">` defines `mqttx`, whose `connect`
 * goes to the sidecar that the script came from, and receives by `EventSource` where `fetch` cannot. The build's entry for the
 * file that the sidecar serves, in ECMAScript 5.
 */
import { ticketsFor } from './credentials.ts';
import { receiveByEventSource } from './event-source-transport.ts';
import { receiveByFetch } from './fetch-transport.ts';
import { DEFAULT_URL } from './query.ts';
import { createStream } from './stream.ts';
import type { ConnectOptions, MqttStream } from './types.ts';

export { payloadBytes } from './payload.ts';

export interface ScriptOptions extends ConnectOptions {
  /** Default: `fetch` where it can read a body as it comes, else `eventsource`. */
  readonly transport?: 'fetch' | 'eventsource';
}

// Known only while the script runs for the first time. Browsers that do not say which one that is run them as they read the page.
const scripts = document.getElementsByTagName('script');
const own = 'currentScript' in document ? document.currentScript : scripts[scripts.length - 1];
const src = own instanceof HTMLScriptElement ? own.src : '';
/** Without the file's name. */
const home = src.replace(/\/[^/]*$/, '');

export function connect(options: ScriptOptions = {}): MqttStream {
  const { url = home || DEFAULT_URL, transport = typeof ReadableStream === 'function' ? 'fetch' : 'eventsource', token, ticket } = options;
  if (transport === 'fetch') return createStream({ ...options, url }, receiveByFetch);
  const getTicket = ticket ?? (token === undefined ? undefined : ticketsFor(options, url));
  return createStream({ ...options, url, ...(getTicket === undefined ? {} : { ticket: getTicket }) }, receiveByEventSource);
}
