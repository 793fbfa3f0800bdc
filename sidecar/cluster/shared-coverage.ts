/**
 * What the holder of a connection has noted of its filters (`hub/coverage.ts`), as an instance knows it that reads the log: as
 * much as it has asked for. Who subscribes and what is noted of it is the holder's.
 */
import { z } from 'zod';
import { coverKey, floorKey, notedSince, type FilterCoverage } from '../hub/coverage.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { BrokerConnection } from '../mqtt/types.ts';

const valuesSchema = z.array(z.string().nullable());

interface SharedCoverageParts {
  readonly link: RedisLink;
  /** The hash of the notes. */
  readonly key: string;
  readonly connection: BrokerConnection;
  readonly epoch: () => string;
}

export class SharedCoverage implements FilterCoverage {
  readonly filters = [];
  readonly upstream: Pick<BrokerConnection, 'subscribe' | 'unsubscribe'>;
  readonly #parts: SharedCoverageParts;
  readonly #since = new Map<string, number>();

  constructor(parts: SharedCoverageParts) {
    this.#parts = parts;
    this.upstream = parts.connection;
  }

  /** Asks for what is noted of these filters. Rejects with `cluster-unavailable`. */
  async ask(filters: readonly string[]): Promise<void> {
    const { link, key, connection, epoch } = this.#parts;
    const fields = filters.map((filter) => coverKey(connection.id, filter));
    const [floor = null, ...covers] = valuesSchema.parse(await link.command('HMGET', key, floorKey(connection.id), ...fields));
    filters.forEach((filter, index) => {
      const since = notedSince(covers[index] ?? null, floor, epoch());
      if (since === undefined) this.#since.delete(filter);
      else this.#since.set(filter, since);
    });
  }

  since(filter: string): number | undefined {
    return this.#since.get(filter);
  }

  connected(): void {}

  forget(): void {}
}
