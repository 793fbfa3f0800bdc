/**
 * One reader that never reads, among many that do: what the others notice of it, how much waits for it, and how it ends.
 * Times with and without it alternate, so that whatever else the machine does hits both.
 */
import type { Bundle } from '../../lib/bundle.ts';
import { keepPace } from '../../lib/pace.ts';
import { median } from '../../lib/statistics.ts';
import { TestBed } from '../bed.ts';
import { DEAF_TOPIC, DeafReader } from '../deaf-reader.ts';
import type { ReaderFleet } from '../reader-fleet.ts';
import { startSidecarServer } from '../servers/sidecar.ts';

export const POLICIES = ['disconnect', 'drop-oldest'] as const;

export interface SlowReaderPlan {
  readonly readers: number;
  readonly rounds: number;
  readonly seconds: number;
}

export interface SlowReaderFigures {
  readonly policy: (typeof POLICIES)[number];
  readonly readers: number;
  /** p99 of the others in milliseconds, medians of the rounds. */
  readonly without: number;
  readonly beside: number;
  /** The most that was seen to wait for it in the sidecar. */
  readonly pendingBytes: number;
  readonly budgetBytes: number;
  /** What became of it. */
  readonly end: string;
}

const BUDGET_BYTES = 256 * 1024;
const PER_SECOND = 20;
/** The kernel takes some megabytes for a connection that is not read; then the budget fills. */
const FILLING_BYTES = 16 * 1024;
const FILL_TIMEOUT_MS = 20_000;

export async function measureSlowReader(
  { bundle, readers }: { readonly bundle: Bundle; readonly readers: ReaderFleet },
  policy: SlowReaderFigures['policy'],
  plan: SlowReaderPlan,
): Promise<SlowReaderFigures> {
  const settings = { STREAM_BUFFER_BYTES: String(BUDGET_BYTES), STREAM_SLOW_CONSUMER: policy };
  await using server = await startSidecarServer(bundle, settings);
  await using bed = await TestBed.open({ server, readers, connections: plan.readers, topics: 'shared' });
  const measure = async (): Promise<number> =>
    (await bed.measure(() => keepPace({ perSecond: PER_SECOND, seconds: plan.seconds }, () => bed.publish()))).p99;
  await measure();
  const [without, beside, pending, ends]: [number[], number[], number[], Set<string>] = [[], [], [], new Set()];
  for (let round = 0; round < plan.rounds; round += 1) {
    without.push(await measure());
    await using deaf = await DeafReader.open(server.process.origin, plan.readers);
    pending.push(await fill(bed, deaf));
    beside.push(await measure());
    pending.push((await deaf.pendingBytes()) ?? 0);
    ends.add(await deaf.readOn());
  }
  const pendingBytes = Math.max(...pending);
  const end = [...ends].join(' or ');
  return { policy, readers: plan.readers, without: median(without), beside: median(beside), pendingBytes, budgetBytes: BUDGET_BYTES, end };
}

/** Publishes to it alone until its budget is used up or it has been cut off; returns the most that was seen to wait. */
async function fill(bed: TestBed, deaf: DeafReader): Promise<number> {
  const giveUpAt = performance.now() + FILL_TIMEOUT_MS;
  let most = 0;
  while (performance.now() < giveUpAt) {
    bed.publishAside(DEAF_TOPIC, FILLING_BYTES);
    const bytes = await deaf.pendingBytes();
    if (bytes === undefined) return most;
    // Fewer than before, when nothing can have been sent: the oldest were dropped.
    if (bytes < most && most > BUDGET_BYTES * 0.8) return most;
    most = Math.max(most, bytes);
  }
  throw new Error(`The reader that never reads had ${most} bytes waiting after ${FILL_TIMEOUT_MS / 1000} s, and was not cut off.`);
}
