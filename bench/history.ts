/**
 * `node bench/history.ts`: what it costs to keep the history in a file. The broker is a process of its own; publisher and
 * channel share this one, so that latencies are told by one clock. Prints a table.
 */
import { endOnSignalsOrAfter } from './lib/at-exit.ts';
import { openMeasuredStore, storeKinds } from './lib/history-stores.ts';
import { describeMachine } from './lib/machine.ts';
import { measureFlow } from './scenarios/history-flow.ts';
import { measureReceiving } from './scenarios/history-log.ts';
import { startMosquitto } from '../test/support/mosquitto.ts';

const MESSAGES = 100_000;
const PACE = { perSecond: 5_000, seconds: 8 };

endOnSignalsOrAfter(180);
// By default Mosquitto drops what a client of QoS 1 is behind by more than 1,000 messages.
const config = ['log_type none', 'set_tcp_nodelay true', 'max_queued_messages 0', 'max_inflight_messages 1000'];
await using broker = await startMosquitto({ config });
console.log(describeMachine());
console.log(`\n| store | messages/s, no network | ${PACE.perSecond}/s: p50 / p99 ms, first quarter | last quarter |\n|---|---|---|---|`);
for (const kind of storeKinds) {
  const perSecond = await measure(kind, (store) => measureReceiving(store, MESSAGES));
  const { first, last } = await measure(kind, (store) => measureFlow(store, broker, PACE));
  const told = [first, last].map((part) => `${part.percentile(50).toFixed(1)} / ${part.percentile(99).toFixed(1)}`);
  console.log(`| ${kind} | ${Math.round(perSecond / 1000)},000 | ${told.join(' | ')} |`);
}

async function measure<T>(
  kind: (typeof storeKinds)[number],
  work: (store: Parameters<typeof measureReceiving>[0]) => Promise<T>,
): Promise<T> {
  using opened = await openMeasuredStore(kind);
  return await work(opened.store);
}
