/**
 * Many clients of one kind, each with its own topic, opened and closed together. A payload names the message that it belongs
 * to, so that its way can be timed: everything runs on this process's one clock.
 */
import { concurrently } from './concurrently.ts';
import type { LoadClient, OpenLoadClient } from './load-client.ts';

/** So many are being opened at a time; more would measure how long they queue. */
const AT_A_TIME = 20;
/** As in the other measurements of this field: a reading with its name, unit and time. */
const PAYLOAD_BYTES = 256;

export interface Fleet extends AsyncDisposable {
  readonly clients: readonly LoadClient[];
  readonly openedPerSecond: number;
  /** The topic that the client of this index alone is subscribed to. */
  topic(index: number): string;
  /** Takes the number of each message that any of the clients receives. */
  onMessage: (number: number) => void;
}

export async function openFleet(name: string, size: number, open: OpenLoadClient): Promise<Fleet> {
  const topic = (index: number): string => `bench/${name}/${index}`;
  const beganAt = performance.now();
  const clients = await concurrently(size, AT_A_TIME, (index) =>
    open({
      clientId: `bench-${name}-${index}`,
      filter: topic(index),
      onMessage: (payload) => fleet.onMessage(Number.parseInt(payload, 10)),
    }),
  );
  const seconds = (performance.now() - beganAt) / 1000;
  const fleet: Fleet = {
    clients,
    openedPerSecond: size / seconds,
    topic,
    onMessage: () => {},
    async [Symbol.asyncDispose]() {
      await concurrently(size, AT_A_TIME, async (index) => clients[index]?.close());
    },
  };
  return fleet;
}

export function numberedPayload(number: number): string {
  return `${number} `.padEnd(PAYLOAD_BYTES, 'x');
}
