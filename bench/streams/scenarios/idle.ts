/** What a stream takes while nothing happens: memory of the server, and processor time for whatever keeps the stream open. */
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from '../../lib/process-usage.ts';
import { TestBed, type BedParts } from '../bed.ts';
import { measureBroadcast } from './broadcast.ts';

export interface IdleFigures {
  readonly openedPerSecond: number;
  readonly bytesOfEach: number;
  /** Of a processor, by all of them together. */
  readonly cpuPercent: number;
}

/** Opened, used and closed before, so that what is loaded at the first use is not charged to the streams. */
const WARM_UP = 100;

export async function warmUp(parts: BedParts): Promise<void> {
  await using bed = await TestBed.open({ ...parts, connections: Math.min(WARM_UP, parts.connections) });
  await measureBroadcast(bed, { messages: 10, intervalMs: 1 });
}

/** @param memoryBefore of the server without readers */
export async function measureIdle(bed: TestBed, memoryBefore: number, seconds: number): Promise<IdleFigures> {
  const { server, connections, openedPerSecond } = bed;
  const bytesOfEach = ((await server.memory()) - memoryBefore) / connections;
  const before = cpuSeconds(server.pid);
  await delay(seconds * 1000);
  return { openedPerSecond, bytesOfEach, cpuPercent: ((cpuSeconds(server.pid) - before) / seconds) * 100 };
}
