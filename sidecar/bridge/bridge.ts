/**
 * The parts that all browser streams and the HTTP API share, made once: the composition hands them to the routes, the
 * dashboard and the metrics, and ends them.
 */
import type { Config } from '../config/schema.ts';
import type { Log } from '../observe/log.ts';
import { PublishPaces } from '../policy/publish-pace.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import { ApiConnections } from './api/api-connections.ts';
import type { ApiParts } from './api/api-parts.ts';
import { RequestCounts } from './api/request-counts.ts';
import { EventEncoders } from './event-encoder.ts';
import { Heartbeats } from './heartbeats.ts';
import type { StreamParts } from './open-stream.ts';
import { StreamCounters } from './stream-counters.ts';
import { StreamRegistry } from './stream-registry.ts';
import type { SourceParts } from './stream-source.ts';
import { Tickets, type TicketOffice } from './tickets.ts';
import { WriteTurns } from './write-turns.ts';

interface BridgeParts extends SourceParts {
  readonly config: Pick<Config, 'stream' | 'limits' | 'mcp'>;
  readonly durable: ApiParts['durable'];
  /** Address of a profile without credentials. */
  readonly profileUrl: (profile: string) => string;
  readonly policy: PolicyBook;
  /** Where several instances share the tickets; else they are kept in memory. */
  readonly tickets: TicketOffice | undefined;
  readonly log: Log;
}

export interface Bridge {
  readonly streams: StreamParts;
  readonly api: ApiParts;
  readonly requests: RequestCounts;
  /** Tells every client when to come back and ends its stream. */
  close(): void;
}

export function createBridge({ config, log, profileUrl, durable, policy, tickets = new Tickets(), ...source }: BridgeParts): Bridge {
  const { stream, limits, mcp } = config;
  const { hub, profiles } = source;
  const lingerMs = stream.lingerSeconds * 1_000;
  const heartbeats = new Heartbeats(stream.heartbeatSeconds * 1_000);
  const registry = new StreamRegistry(limits);
  const turns = new WriteTurns((error) => log.error('A stream could not be written', { error }));
  return {
    streams: {
      ...source,
      registry,
      heartbeats,
      encoders: new EventEncoders(stream.chunkBytes, () => turns.number),
      turns,
      counters: new StreamCounters(),
      tickets,
      settings: { ...stream, lingerMs },
      now: Date.now,
    },
    api: {
      ...source,
      tickets,
      connections: new ApiConnections({ hub, profiles, maxConnections: limits.connectionsPerSession }),
      durable,
      profileUrl,
      adHoc: mcp.adHocConnections,
      policy,
      paces: new PublishPaces(limits.apiPublishesPerMinute, 'limits.apiPublishesPerMinute'),
      lingerMs,
    },
    requests: new RequestCounts(),
    close() {
      heartbeats.close();
      registry.endAll(stream.retryMs);
    },
  };
}
