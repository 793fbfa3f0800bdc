/**
 * What assistants did: one entry per tool call, the latest in bounded memory and all of them in an archive where there is one. Secrets
 * in arguments and results are taken out on the way in, so that no reader of the record has to.
 */
import { randomUUID } from 'node:crypto';
import type { ActivityEntry, ActivityPage, ActivityQuery } from '../admin/schema.ts';
import type { Redactor } from './redact.ts';
import { Ring } from './ring.ts';
import { shorten } from './shorten.ts';
import { Subscribers } from './subscribers.ts';

export interface ActivityLog {
  record(entry: Omit<ActivityEntry, 'id'>): void;
  /** The newest first. `before` is the `next` of the page before; one that has left the record gives an empty page. */
  list(query?: ActivityQuery): ActivityPage;
  /** Calls the listener with each further entry; returns the function that ends that. */
  subscribe(listener: (entry: ActivityEntry) => void): () => void;
}

/** Where entries outlive the process. It never throws: what it cannot keep or read for the moment is its own to report. */
export interface ActivityArchive {
  append(entry: ActivityEntry): void;
  /** As `ActivityLog.list`; undefined where it cannot be read for the moment. */
  list(query: ActivityQuery): ActivityPage | undefined;
}

interface ActivitySettings {
  readonly redactor: Redactor;
  /** Told what a listener threw; the call that was recorded goes on either way. */
  readonly onListenerError?: (error: unknown) => void;
  readonly archive?: ActivityArchive | undefined;
  /** How many entries are kept in memory. */
  readonly keep?: number;
  readonly newId?: () => string;
}

const MAX_RESULT_LINES = 12;
const MAX_RESULT = 1000;

export function createActivityLog(settings: ActivitySettings): ActivityLog {
  const { redactor, archive, onListenerError = () => {}, keep = 1000, newId = randomUUID } = settings;
  const ring = new Ring<ActivityEntry>(keep);
  for (const entry of archive?.list({ limit: keep })?.entries.toReversed() ?? []) ring.push(entry);
  const subscribers = new Subscribers<ActivityEntry>(onListenerError);

  return {
    record(given) {
      const entry: ActivityEntry = {
        ...given,
        id: newId(),
        arguments: redactArguments(given.arguments, redactor),
        result: shorten(firstLines(redactor.text(given.result)), MAX_RESULT),
      };
      ring.push(entry);
      archive?.append(entry);
      subscribers.tell(entry);
    },

    list(query = {}) {
      const { limit = 100, before, ...filter } = query;
      const isHeld = before === undefined && Object.values(filter).every((wanted) => wanted === undefined) && limit < ring.size;
      const archived = isHeld ? undefined : archive?.list(query);
      if (archived !== undefined) return archived;
      const newestFirst = ring.toArray().toReversed();
      const from = before === undefined ? 0 : newestFirst.findIndex(({ id }) => id === before) + 1;
      const older = before !== undefined && from === 0 ? [] : newestFirst.slice(from);
      const matching = older.filter((entry) => isWanted(entry, filter));
      const entries = matching.slice(0, limit);
      return { entries, next: matching.length > entries.length ? (entries.at(-1)?.id ?? null) : null };
    },

    subscribe: (listener) => subscribers.add(listener),
  };
}

function isWanted({ tool, outcome, decision }: ActivityEntry, wanted: Pick<ActivityQuery, 'tool' | 'outcome' | 'verdict'>): boolean {
  return (
    (wanted.tool ?? tool) === tool && (wanted.outcome ?? outcome) === outcome && (wanted.verdict ?? decision?.verdict) === decision?.verdict
  );
}

/** The arguments of a call as they may be shown: passwords, tokens, keys and certificates replaced, long texts shortened. */
function redactArguments(given: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  const copy = redactor.value(given, { maxDepth: 6, maxEntries: 50, maxText: 500 });
  return isRecord(copy) ? copy : {};
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  return lines.length <= MAX_RESULT_LINES
    ? text
    : `${lines.slice(0, MAX_RESULT_LINES).join('\n')}\n… (${lines.length - MAX_RESULT_LINES} more lines)`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
