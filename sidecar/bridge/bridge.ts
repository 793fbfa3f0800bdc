/**
 * The parts that all browser streams share, made once: the composition hands them to the routes, the dashboard and the
 * metrics, and ends them.
 */
import type { Config } from '../config/schema.ts';
import type { Log } from '../observe/log.ts';
import { EventEncoders } from './event-encoder.ts';
import { Heartbeats } from './heartbeats.ts';
import type { StreamParts } from './open-stream.ts';
import { StreamCounters } from './stream-counters.ts';
import { StreamRegistry } from './stream-registry.ts';
import type { SourceParts } from './stream-source.ts';
import { WriteTurns } from './write-turns.ts';

interface BridgeParts extends SourceParts {
  readonly config: Pick<Config, 'stream' | 'limits'>;
  readonly log: Log;
}

export interface Bridge {
  readonly streams: StreamParts;
  /** Tells every client when to come back and ends its stream. */
  close(): void;
}

export function createBridge({ config, log, ...source }: BridgeParts): Bridge {
  const { stream, limits } = config;
  const heartbeats = new Heartbeats(stream.heartbeatSeconds * 1_000);
  const registry = new StreamRegistry(limits);
  return {
    streams: {
      ...source,
      registry,
      heartbeats,
      encoders: new EventEncoders(stream.chunkBytes),
      turns: new WriteTurns((error) => log.error('A stream could not be written', { error })),
      counters: new StreamCounters(),
      settings: { ...stream, lingerMs: stream.lingerSeconds * 1_000 },
      now: Date.now,
    },
    close() {
      heartbeats.close();
      registry.endAll(stream.retryMs);
    },
  };
}
