/**
 * What changes in the dashboard: compares the live objects with what was told last, and tells the difference. It looks twice
 * a second and at once when a session or connection begins, changes or ends, and only while somebody listens.
 */
import type { AdminChange, AdminSnapshot } from './schema.ts';

/** Figures move at most twice a second; more is flicker. */
const LOOK_INTERVAL_MS = 500;
/** After an event it looks at once, then no sooner than this: what follows in a burst is told together. */
const PAUSE_MS = 50;
/** Nor sooner than so many times what the last look took: with thousands of sessions it would do nothing else. */
const PAUSE_PER_COST = 9;

type Listener = (change: AdminChange) => void;

interface FeedParts {
  readonly snapshot: () => AdminSnapshot;
  /** Calls back whenever something begins, ends or changes its state. */
  readonly watch: (notice: () => void) => () => void;
}

export class AdminFeed {
  readonly #parts: FeedParts;
  readonly #listeners = new Set<Listener>();
  #last: AdminSnapshot | undefined;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #nextLookAt = 0;
  #unwatch: (() => void) | undefined;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  /** Returns the state at this moment; the listener gets every change after it, until the returned function is called. */
  subscribe(listener: Listener): { snapshot: AdminSnapshot; unsubscribe: () => void } {
    if (this.#listeners.size === 0) this.#start();
    else this.#look();
    this.#listeners.add(listener);
    const unsubscribe = (): void => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop();
    };
    return { snapshot: this.#last ?? this.#parts.snapshot(), unsubscribe };
  }

  /** Whether anybody is told of changes: a dashboard that is open, or the desktop. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #start(): void {
    this.#last = this.#parts.snapshot();
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS);
    this.#unwatch = this.#parts.watch(() => {
      this.#soon ??= setTimeout(() => this.#look(), Math.max(0, this.#nextLookAt - performance.now()));
    });
  }

  #stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#last = undefined;
  }

  #look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    if (this.#last === undefined) return;
    const beganAt = performance.now();
    const current = this.#parts.snapshot();
    const change = differences(this.#last, current);
    this.#last = current;
    if (change !== undefined) for (const listener of this.#listeners) listener(change);
    const endedAt = performance.now();
    this.#nextLookAt = endedAt + Math.max(PAUSE_MS, PAUSE_PER_COST * (endedAt - beganAt));
  }
}

/** What became different; undefined if nothing did. Pure. */
export function differences(before: AdminSnapshot, after: AdminSnapshot): AdminChange | undefined {
  const knownActivity = new Set(before.activity.map(({ id }) => id));
  const newActivity = after.activity.filter(({ id }) => !knownActivity.has(id));
  const parts = {
    ...(same(before.totals, after.totals) ? {} : { totals: after.totals }),
    ...changedList('sessions', before.sessions, after.sessions),
    ...changedList('connections', before.connections, after.connections),
    ...changedList('streams', before.streams, after.streams),
    ...(same(before.profiles, after.profiles) ? {} : { profiles: after.profiles }),
    ...(same(before.forwards, after.forwards) ? {} : { forwards: after.forwards }),
    ...(newActivity.length === 0 ? {} : { activity: newActivity }),
    ...(same(before.attention, after.attention) ? {} : { attention: after.attention }),
    ...(same(before.policy, after.policy) ? {} : { policy: after.policy }),
    ...(same(before.approvals, after.approvals) ? {} : { approvals: after.approvals }),
  };
  return Object.keys(parts).length === 0 ? undefined : { at: after.at, ...parts };
}

function changedList<T extends { readonly id: string }>(
  name: string,
  before: readonly T[],
  after: readonly T[],
): Record<string, { upsert: T[]; remove: string[] }> {
  const known = new Map(before.map((item) => [item.id, item]));
  const upsert = after.filter((item) => !same(known.get(item.id), item));
  const present = new Set(after.map(({ id }) => id));
  const remove = before.filter(({ id }) => !present.has(id)).map(({ id }) => id);
  return upsert.length === 0 && remove.length === 0 ? {} : { [name]: { upsert, remove } };
}

/** Views are plain data whose keys always come in the same order. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
