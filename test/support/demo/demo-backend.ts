/**
 * The made-up sidecar behind the demonstration: holds the state, tells listeners what changes, plays messages at any rate.
 * The HTTP server and the fake bridge both stand on it, so that a page shows the same in a browser and in the window.
 */
import { matchesFilter } from './filter-match.ts';
import { demoLogs } from './logs.ts';
import { createMessageSource, type MessageSource } from './messages.ts';
import type {
  ActivityPage,
  ActivityQuery,
  AdminChange,
  AdminMessages,
  AdminSnapshot,
  PublishOutcome,
  PublishRequest,
} from '../../../sidecar/admin/schema.ts';
import type { SourcedLogEntry, SourcedLogQuery } from '../../../app/shared/ipc/admin.ts';

export interface DemoOptions {
  readonly snapshot: AdminSnapshot;
  /** Messages that a feed shows when it is opened. */
  readonly firstMessages?: number;
  /** Messages a second from then on; 0 for a still picture. */
  readonly messagesPerSecond?: number;
}

export interface DemoBackend {
  snapshot(): AdminSnapshot;
  listActivity(query: ActivityQuery): ActivityPage;
  listLogs(query: SourcedLogQuery): SourcedLogEntry[];
  publish(request: PublishRequest): PublishOutcome;
  /** What was published, the newest last. */
  readonly published: readonly PublishRequest[];
  /** What was answered to which question, in order. */
  readonly answered: readonly string[];
  answerApproval(id: string, answer: 'approve' | 'refuse'): void;
  disconnectSession(id: string): void;
  closeConnection(id: string): void;
  /** Tells every open page of a change, as the sidecar would. */
  change(change: Omit<AdminChange, 'at'>): void;
  onChange(listener: (change: AdminChange) => void): () => void;
  openFeed(filter: string, listener: (batch: AdminMessages) => void): () => void;
}

const BATCH_MS = 100;

export function createDemoBackend({ snapshot: first, firstMessages = 0, messagesPerSecond = 0 }: DemoOptions): DemoBackend {
  const state = structuredClone(first);
  const listeners = new Set<(change: AdminChange) => void>();
  const answered: string[] = [];
  const published: PublishRequest[] = [];

  const change = (parts: Omit<AdminChange, 'at'>) => {
    if (parts.sessions !== undefined) state.sessions = upsert(state.sessions, parts.sessions);
    if (parts.connections !== undefined) state.connections = upsert(state.connections, parts.connections);
    state.approvals = parts.approvals ?? state.approvals;
    state.policy = parts.policy ?? state.policy;
    const told = { at: Date.now(), ...parts };
    for (const listener of listeners) listener(told);
  };

  return {
    published,
    answered,
    answerApproval(id, answer) {
      answered.push(`${id} ${answer}`);
      change({ approvals: state.approvals.filter((approval) => approval.id !== id) });
    },
    change,
    snapshot: () => structuredClone(state),
    listActivity({ tool, outcome, verdict, before, limit = 100 }) {
      const matching = state.activity
        .filter((entry) => tool === undefined || entry.tool === tool)
        .filter((entry) => outcome === undefined || entry.outcome === outcome)
        .filter((entry) => verdict === undefined || entry.decision?.verdict === verdict);
      const start = before === undefined ? 0 : matching.findIndex((entry) => entry.id === before) + 1;
      const entries = matching.slice(start, start + limit);
      const hasMore = start + limit < matching.length;
      return { entries, next: hasMore ? (entries.at(-1)?.id ?? null) : null };
    },
    listLogs: (query) => demoLogs(state.at, query),
    publish(request) {
      published.push(request);
      return { reasonCode: request.qos === 0 ? null : 0 };
    },
    disconnectSession: (id) => change({ sessions: { upsert: [], remove: [id] } }),
    closeConnection: (id) => change({ connections: { upsert: [], remove: [id] } }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openFeed(filter, listener) {
      const source = createMessageSource();
      if (firstMessages > 0) listener(batchOf(source, filter, firstMessages, state.at));
      if (messagesPerSecond === 0) return () => undefined;
      const perBatch = Math.max(1, Math.round((messagesPerSecond * BATCH_MS) / 1000));
      const timer = setInterval(() => listener(batchOf(source, filter, perBatch, Date.now())), BATCH_MS);
      return () => clearInterval(timer);
    },
  };
}

function batchOf(source: MessageSource, filter: string, count: number, at: number): AdminMessages {
  const messages = source.take(count, at).filter((message) => matchesFilter(filter, message.topic));
  return { at, messages, skipped: 0 };
}

function upsert<Item extends { id: string }>(items: Item[], { upsert: added, remove }: { upsert: Item[]; remove: string[] }): Item[] {
  const replaced = new Set([...remove, ...added.map((item) => item.id)]);
  return [...items.filter((item) => !replaced.has(item.id)), ...added];
}
