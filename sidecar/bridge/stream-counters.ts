/** What the streams count for the metrics: additions only, since they stand in the path of every delivery. */
import type { GapReason } from './resume.ts';

/** `disconnected`: a reader that was too slow was cut off; it may resume from the log. */
export type DropReason = GapReason | 'disconnected';

export class StreamCounters {
  readonly drops: Record<DropReason, number> = { 'history-expired': 0, 'slow-consumer': 0, 'epoch-changed': 0, 'disconnected': 0 };
  opened = 0;
  deliveries = 0;
  bytes = 0;

  delivered(messages: number, bytes: number): void {
    this.deliveries += messages;
    this.bytes += bytes;
  }

  dropped(reason: DropReason, messages: number): void {
    this.drops[reason] += messages;
  }
}
