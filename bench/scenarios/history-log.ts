/** How many messages of QoS 1 a channel takes in a second, each counted once it may be acknowledged; without a network. */
import { Channel } from '../../sidecar/hub/channel.ts';
import type { LogStore } from '../../sidecar/hub/log/event-log.ts';
import type { BrokerConnection, IncomingMessage } from '../../sidecar/mqtt/types.ts';
import { RateCounter } from '../../sidecar/observe/rates.ts';

/** A broker sends so many before it waits for an acknowledgement. */
const IN_FLIGHT = 200;
const PAYLOAD = Buffer.alloc(256, 'x');

const message: IncomingMessage = { topic: 'plant/line/7/temperature', payload: PAYLOAD, qos: 1, retain: false, dup: false, receivedAt: 0 };

async function nothing(): Promise<never> {
  throw new Error('This connection leads nowhere.');
}

/** Nothing is sent to it or comes from it. */
function idleConnection(): BrokerConnection {
  return {
    id: 'bench',
    url: 'mqtt://nowhere',
    clientId: 'bench',
    username: undefined,
    tls: false,
    state: { name: 'connecting', since: 0 },
    counters: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
    onState: () => () => {},
    ready: nothing,
    subscribe: nothing,
    unsubscribe: nothing,
    publish: nothing,
    close: async () => {},
  };
}

/** Messages per second. */
export async function measureReceiving(store: LogStore, messages: number): Promise<number> {
  const traffic = { in: new RateCounter(), out: new RateCounter() };
  const log = store.open('bench', { kept: true });
  const channel = new Channel({ connection: idleConnection(), log, now: Date.now, traffic, onSinkError: () => {} });
  const beganAt = performance.now();
  for (let sent = 0; sent < messages; sent += IN_FLIGHT) {
    const waits: (Promise<void> | undefined)[] = [];
    for (let index = 0; index < IN_FLIGHT; index += 1) waits.push(channel.receive({ ...message, receivedAt: Date.now() }));
    for (const wait of waits) await wait;
    // What a socket brings comes in turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - beganAt) / 1000;
  await channel.close();
  return messages / seconds;
}
