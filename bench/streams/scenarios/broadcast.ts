/** One message at a time to everybody at once: how long until the first, the middle, the last reader has it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Figures, TestBed } from '../bed.ts';

interface BroadcastPlan {
  /** How many are counted; one before them is not. */
  readonly messages: number;
  readonly intervalMs: number;
}

export async function measureBroadcast(bed: TestBed, { messages, intervalMs }: BroadcastPlan): Promise<Figures> {
  const publish = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent += 1) {
      bed.publish();
      await delay(intervalMs);
    }
  };
  await bed.measure(() => publish(1));
  return bed.measure(() => publish(messages));
}
