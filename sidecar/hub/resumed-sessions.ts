/**
 * After a restart: profiles whose broker still holds a session with subscriptions of the process before are connected at
 * once, so that what the broker has kept gets into the log, and those subscriptions are held for as long as a reader may
 * take to come back. What nobody has asked for by then is ended at the broker.
 */
import type { Log } from '../observe/log.ts';
import type { Channel } from './channel.ts';
import { coveredConnections } from './coverage.ts';
import type { Notes } from './log/event-log.ts';
import type { ProfileConnections } from './profile-connections.ts';
import type { Sink } from './sink.ts';

interface Parts {
  readonly profiles: ProfileConnections;
  readonly notes: Notes;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly lingerMs: number;
}

interface Held {
  readonly channel: Channel;
  readonly sink: Sink;
  release(): Promise<void>;
}

export class ResumedSessions {
  readonly #parts: Parts;
  readonly #held = new Set<Held>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins at once; a broker that cannot be reached is tried until the time is over. */
  resume(): void {
    const { profiles, notes, log, lingerMs } = this.#parts;
    for (const connection of coveredConnections(notes)) {
      const profile = profiles.profileOf(connection);
      if (profile === undefined) continue;
      try {
        const { channel, release } = profiles.hold(profile);
        const held = { channel, release, sink: { deliver() {} } };
        this.#held.add(held);
        void takeUp(held);
      } catch (error) {
        log.warn('The session that the broker keeps for a profile cannot be taken up', { profile, error });
      }
    }
    this.#timer = setTimeout(() => void this.#letGo(), lingerMs);
  }

  /** Gives the connections back without ending the subscriptions: they are for the next start. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const held = [...this.#held];
    this.#held.clear();
    await Promise.all(held.map(({ release }) => release()));
  }

  async #letGo(): Promise<void> {
    const held = [...this.#held];
    this.#held.clear();
    for (const { channel, sink, release } of held) {
      await channel.detach(sink);
      await release();
    }
  }
}

async function takeUp({ channel, sink }: Held): Promise<void> {
  try {
    await channel.connection.ready();
  } catch {
    // It was given back before the broker could be reached.
    return;
  }
  await hold(channel, sink);
}

/** Subscribes to what the broker holds already, so that it is known here and can be ended. */
async function hold(channel: Channel, sink: Sink): Promise<void> {
  const filters = channel.coverage.filters.filter(({ filter }) => !channel.hasReaders(filter));
  const { state } = channel.connection;
  if (state.name === 'connected' && !state.sessionPresent) {
    for (const { filter } of filters) channel.coverage.forget(filter);
    return;
  }
  const outcomes = await Promise.allSettled(
    filters.map(({ filter, qos }) => channel.subscribe(sink, filter, { qos, retainHandling: 1, retained: 'never' })),
  );
  // The broker allows it no longer.
  outcomes.forEach((outcome, index) => {
    const filter = filters[index]?.filter;
    if (outcome.status === 'rejected' && filter !== undefined) channel.coverage.forget(filter);
  });
}
