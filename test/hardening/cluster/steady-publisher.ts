/** Publishes numbered messages of QoS 1 at a steady rate from a client of its own, and waits for the broker's acknowledgements. */
import { connectAsync } from 'mqtt';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 10;

interface Load {
  readonly url: string;
  readonly topic: string;
  readonly perSecond: number;
  readonly count: number;
  /** Told of the number of messages sent so far. */
  readonly onSent?: (sent: number) => void;
}

/** Resolves once all are acknowledged. */
export async function publishSteadily({ url, topic, perSecond, count, onSent = () => {} }: Load): Promise<void> {
  const client = await connectAsync(url, { clientId: `load-${process.pid}-${topic.replaceAll('/', '-')}` });
  try {
    const acknowledged: Promise<unknown>[] = [];
    const begun = performance.now();
    while (acknowledged.length < count) {
      const due = Math.min(count, Math.floor(((performance.now() - begun) * perSecond) / 1_000));
      while (acknowledged.length < due) acknowledged.push(client.publishAsync(topic, String(acknowledged.length), { qos: 1 }));
      onSent(acknowledged.length);
      await sleep(TICK_MS);
    }
    await Promise.all(acknowledged);
  } finally {
    await client.endAsync();
  }
}
