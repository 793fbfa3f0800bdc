/** Puts the dashboard's snapshot together from the live parts of the server. */
import type { Hub } from '../hub/hub.ts';
import type { McpSessions } from '../mcp/sessions.ts';
import type { ActivityLog } from '../observe/activity.ts';
import { RateCounter } from '../observe/rates.ts';
import { attentionFor } from './attention.ts';
import { RateHistory } from './rate-history.ts';
import type { AdminSnapshot, ProfileView, Totals } from './schema.ts';
import { connectionView, sessionView } from './views.ts';

/** How much of the activity record a snapshot carries. */
const ACTIVITY_ENTRIES = 200;

interface SnapshotParts {
  readonly server: () => AdminSnapshot['server'];
  readonly hub: Hub;
  readonly sessions: McpSessions;
  readonly activity: ActivityLog;
  readonly profiles: () => ProfileView[];
}

export interface SnapshotSource {
  readonly snapshot: () => AdminSnapshot;
  close(): void;
}

export function createSnapshotSource({ server, hub, sessions, activity, profiles }: SnapshotParts): SnapshotSource {
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
        streams: [],
        profiles: profiles(),
        activity: activity.list({ limit: ACTIVITY_ENTRIES }).entries,
        attention: attentionFor(connections),
        rates: history.points,
      };
    },
    close() {
      stopCounting();
      history.close();
    },
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
