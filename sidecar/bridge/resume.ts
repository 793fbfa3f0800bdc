/**
 * Where a stream begins: from now, or from the point that its client names. Pure; the log is looked at and not read.
 *
 * Retained messages on a resume. A broker sends them in answer to SUBSCRIBE only, so that what stands in the log as retained
 * was meant for the readers that had just come; a replay leaves it out. A client that was away while its filters stayed
 * subscribed has had its own, and gets none. One that was cut off in the middle of its own says so by its id, which then
 * names where the stream had begun (`<epoch>-<seq>.<began>`): the broker is asked again, and those between the two are
 * left out. Where the filters were not subscribed all the time, the broker is asked again as well, since values may
 * be new, and those equal to the latest in the log are left out.
 */
import { formatEventId, parseEventId } from '../hub/message.ts';

export type GapReason = 'history-expired' | 'slow-consumer' | 'epoch-changed';

/** What is known of the log and the subscriptions at the moment at which the stream opens. */
export interface LogView {
  readonly epoch: string;
  readonly first: number;
  /** Number after the last message that readers have been given. */
  readonly next: number;
  /** From which number on the log has everything of all the filters; undefined if nothing can be said. */
  readonly continuousSince: number | undefined;
  /** Whether the log has nothing but what the filters match, so that lost numbers are lost messages. */
  readonly isExclusive: boolean;
}

export interface ResumePlan {
  /** Number of the first message to replay; `next` where there is none. */
  readonly from: number;
  readonly gap?: { readonly reason: GapReason; readonly dropped: number | null };
  /** Whether the broker is asked for retained messages. */
  readonly wantsRetained: boolean;
  /** Retained messages equal to the latest of their topic in this part of the log have been received. Absent: none has. */
  readonly had?: { readonly from: number; readonly to: number };
}

/** An id with the number at which the stream began: in the middle of its retained messages. */
export function startId(id: string, began: number): string {
  return `${id}.${began}`;
}

/** How far back it is looked for retained messages that the client has had. */
const LOOK_BACK = 10_000;

export function planResume(point: string | undefined, log: LogView, wantsRetained: boolean): ResumePlan {
  if (point === undefined) return { from: log.next, wantsRetained };
  const place = parsePoint(point);
  // A number that was not given out yet is from a log that was lost.
  if (place === undefined || place.epoch !== log.epoch || place.seq >= log.next) {
    return { from: log.next, gap: { reason: 'epoch-changed', dropped: null }, wantsRetained };
  }
  const from = place.seq + 1;
  const had = { from: Math.max(log.first, from - LOOK_BACK), to: log.next };
  if (log.continuousSince === undefined || log.continuousSince > from) {
    const dropped = log.first > from && log.isExclusive ? log.first - from : null;
    return { from: Math.max(from, log.first), gap: { reason: 'history-expired', dropped }, wantsRetained, had };
  }
  if (from < log.first) {
    const dropped = log.isExclusive ? log.first - from : null;
    return { from: log.first, gap: { reason: 'history-expired', dropped }, wantsRetained, had };
  }
  if (place.began !== undefined) return { from, wantsRetained, had: { from: Math.max(place.began, had.from), to: from } };
  return { from, wantsRetained: false };
}

/** Id of the point just before `from`. */
export function pointBefore(epoch: string, from: number): string {
  return formatEventId(epoch, from - 1);
}

function parsePoint(point: string): { epoch: string; seq: number; began: number | undefined } | undefined {
  const match = /^(.{1,60}?)(?:\.(\d{1,15}))?$/.exec(point);
  const place = match?.[1] === undefined ? undefined : parseEventId(match[1]);
  return place && { ...place, began: match?.[2] === undefined ? undefined : Number(match[2]) };
}
