/** Puts the dashboard's snapshot together from the live parts of the server. */
import type { StreamRegistry } from '../bridge/stream-registry.ts';
import type { Hub } from '../hub/hub.ts';
import type { ActivityLog } from '../observe/activity.ts';
import type { Approvals } from '../policy/approvals.ts';
import { RateCounter } from '../observe/rates.ts';
import { approvalView } from './approval-view.ts';
import { attentionFor, attentionForHistory } from './attention.ts';
import { RateHistory } from './rate-history.ts';
import { forwardView, type ShownForward } from './forward-view.ts';
import type { AdminSnapshot, PolicyView, ProfileView, Totals } from './schema.ts';
import { connectionView, sessionView, streamView, type ShownSession } from './views.ts';

/** How much of the activity record a snapshot carries. */
const ACTIVITY_ENTRIES = 200;
/** How many streams it lists: ten thousand would be more than a page can show, and than is looked at twice a second. */
const MAX_STREAMS = 500;

interface SnapshotParts {
  readonly server: () => AdminSnapshot['server'];
  readonly hub: Hub;
  /** Sessions, and what callers without one hold. */
  readonly sessions: { readonly all: Iterable<ShownSession> };
  readonly streams: Pick<StreamRegistry, 'all'>;
  readonly activity: ActivityLog;
  readonly approvals: Pick<Approvals, 'pending'>;
  readonly policy: () => PolicyView;
  readonly profiles: () => ProfileView[];
  readonly forwards: () => readonly ShownForward[];
}

export interface SnapshotSource {
  readonly snapshot: () => AdminSnapshot;
  close(): void;
}

export function createSnapshotSource({
  server,
  hub,
  sessions,
  streams,
  activity,
  approvals,
  policy,
  profiles,
  forwards,
}: SnapshotParts): SnapshotSource {
  const toolCalls = new RateCounter();
  const stopCounting = activity.subscribe(() => toolCalls.add());

  function totals(): Totals {
    const { messagesIn, messagesOut, rateIn, rateOut } = hub.traffic;
    return {
      messagesIn,
      messagesOut,
      toolCalls: toolCalls.total,
      rateIn: tenths(rateIn),
      rateOut: tenths(rateOut),
      rateToolCalls: tenths(toolCalls.perSecond()),
      // Whole mebibytes: the figure is for people, and a figure that always moves would keep the page busy.
      memoryBytes: Math.round(process.memoryUsage.rss() / 1_048_576) * 1_048_576,
    };
  }
  const history = new RateHistory(() => hub.traffic);

  return {
    snapshot() {
      const connections = [...hub.channels].map(connectionView);
      return {
        at: Date.now(),
        server: server(),
        totals: totals(),
        sessions: [...sessions.all].map(sessionView),
        connections,
        streams: firstOf(streams.all, MAX_STREAMS).map(streamView),
        profiles: profiles(),
        forwards: forwards().map(forwardView),
        activity: activity.list({ limit: ACTIVITY_ENTRIES }).entries,
        policy: policy(),
        approvals: approvals.pending.map(approvalView),
        attention: [...attentionFor(connections), ...attentionForHistory(hub.history.problem)],
        rates: history.points,
      };
    },
    close() {
      stopCounting();
      history.close();
    },
  };
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) break;
    first.push(item);
  }
  return first;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
