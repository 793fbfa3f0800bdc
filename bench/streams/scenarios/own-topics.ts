/** Ordinary traffic: every reader has a topic of its own, and messages come at a steady rate, one after the other. */
import { keepPace, type Pace } from '../../lib/pace.ts';
import type { Figures, TestBed } from '../bed.ts';

const WARM_UP_SECONDS = 6;

export async function measureOwnTopics(bed: TestBed, pace: Pace): Promise<Figures> {
  await bed.measure(() => keepPace({ ...pace, seconds: Math.min(WARM_UP_SECONDS, 2 * pace.seconds) }, () => bed.publish()));
  return bed.measure(() => keepPace(pace, () => bed.publish()));
}
