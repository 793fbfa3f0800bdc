/**
 * Since which number a connection's log has everything that a filter matches: a reader that comes back with an earlier place
 * may have missed messages that no log has seen, and is told so. Where the log outlives the process, this does too, and
 * says which subscriptions the broker still holds in a session that it has kept.
 */
import { z } from 'zod';
import type { BrokerConnection, QoS, SubscribeOptions } from '../mqtt/types.ts';
import type { EventLog, Notes } from './log/event-log.ts';

export interface CoveredFilter {
  readonly filter: string;
  readonly qos: QoS;
}

const coverSchema = z.object({ epoch: z.string(), qos: z.literal([0, 1, 2]), since: z.int() });
const floorSchema = z.object({ epoch: z.string(), since: z.int() });

interface Cover {
  readonly qos: QoS;
  readonly since: number;
  /** False while the broker has not been asked because the connection was down. */
  readonly isMade: boolean;
}

type Upstream = Pick<BrokerConnection, 'subscribe' | 'unsubscribe'>;

/** What a channel and those who resume need to know of its filters, wherever it is kept. */
export type FilterCoverage = Pick<Coverage, 'since' | 'filters' | 'upstream' | 'connected' | 'forget'>;

/** The connections of which notes tell something. */
export function coveredConnections(notes: Notes): Set<string> {
  return new Set([...notes.entries('cover ')].map(([key]) => key.split(' ', 2)[1] ?? ''));
}

/** Keys of the notes on a connection; names of profiles have no spaces. */
export function coverKey(connection: string, filter: string): string {
  return `cover ${connection} ${filter}`;
}

export function floorKey(connection: string): string {
  return `floor ${connection}`;
}

/**
 * From which number on the log `epoch` has everything of a filter, by what is noted of it and of its connection; undefined if
 * that cannot be said.
 */
export function notedSince(cover: string | null, floor: string | null, epoch: string): number | undefined {
  const covered = cover === null ? undefined : coverSchema.parse(JSON.parse(cover));
  if (covered?.epoch !== epoch) return undefined;
  const below = floor === null ? undefined : floorSchema.parse(JSON.parse(floor));
  return Math.max(covered.since, below?.epoch === epoch ? below.since : 0);
}

export class Coverage {
  readonly #connection: BrokerConnection;
  readonly #log: EventLog;
  readonly #notes: Notes | undefined;
  readonly #covers = new Map<string, Cover>();
  /** Nothing below this number is complete, whatever the filter. */
  #floor = 0;

  /** @param notes where it is kept; undefined where the log does not outlive the connection either */
  constructor(connection: BrokerConnection, log: EventLog, notes: Notes | undefined) {
    this.#connection = connection;
    this.#log = log;
    this.#notes = notes;
    this.#recall();
  }

  /** Undefined if the filter is not subscribed. */
  since(filter: string): number | undefined {
    const cover = this.#covers.get(filter);
    return cover === undefined ? undefined : Math.max(cover.since, this.#floor);
  }

  get filters(): CoveredFilter[] {
    return [...this.#covers].map(([filter, { qos }]) => ({ filter, qos }));
  }

  /** The connection as those see it who subscribe; what they do is noted. */
  get upstream(): Upstream {
    return {
      subscribe: (filter, options) => this.#subscribe(filter, options),
      unsubscribe: (filter) => this.#unsubscribe(filter),
    };
  }

  /** To be called at each CONNACK: without the session the broker has kept nothing for us meanwhile. */
  connected(sessionPresent: boolean): void {
    if (!sessionPresent) {
      this.#floor = this.#log.next;
      this.#notes?.set(this.#floorKey, JSON.stringify({ epoch: this.#log.epoch, since: this.#floor }));
    }
    for (const [filter, { qos, isMade }] of this.#covers) if (!isMade) this.#cover(filter, qos);
  }

  /** The filter is not subscribed any more, or not by us. */
  forget(filter: string): void {
    this.#covers.delete(filter);
    this.#notes?.delete(this.#keyOf(filter));
  }

  async #subscribe(filter: string, options: SubscribeOptions): Promise<{ qos: QoS }> {
    // Before the packet goes out: what the broker sends in answer belongs to it.
    const isNew = !this.#covers.has(filter);
    if (isNew) this.#cover(filter, options.qos);
    try {
      const granted = await this.#connection.subscribe(filter, options);
      if (this.#covers.get(filter)?.qos !== granted.qos) this.#cover(filter, granted.qos);
      return granted;
    } catch (error) {
      if (isNew) this.forget(filter);
      throw error;
    }
  }

  async #unsubscribe(filter: string): Promise<void> {
    await this.#connection.unsubscribe(filter);
    this.forget(filter);
  }

  #cover(filter: string, qos: QoS): void {
    const isMade = this.#connection.state.name === 'connected';
    const before = this.#covers.get(filter);
    const since = before?.isMade === true ? before.since : this.#log.readable;
    this.#covers.set(filter, { qos, since, isMade });
    if (isMade) this.#notes?.set(this.#keyOf(filter), JSON.stringify({ epoch: this.#log.epoch, qos, since }));
  }

  #recall(): void {
    const { epoch } = this.#log;
    const prefix = this.#keyOf('');
    for (const [key, value] of this.#notes?.entries(prefix) ?? []) {
      const cover = coverSchema.parse(JSON.parse(value));
      const since = cover.epoch === epoch ? cover.since : this.#log.next;
      this.#covers.set(key.slice(prefix.length), { qos: cover.qos, since, isMade: true });
    }
    const floor = this.#notes?.get(this.#floorKey);
    if (floor === undefined) return;
    const noted = floorSchema.parse(JSON.parse(floor));
    this.#floor = noted.epoch === epoch ? noted.since : 0;
  }

  get #floorKey(): string {
    return floorKey(this.#connection.id);
  }

  #keyOf(filter: string): string {
    return coverKey(this.#connection.id, filter);
  }
}
