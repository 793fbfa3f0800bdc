/**
 * This instance among those that share a Redis: made by the composition where `cluster.redisUrl` is set, and nowhere else, so
 * that a single instance neither has nor pays for any of it.
 */
import { randomBytes } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import type { DurableSubscriptions } from '../hub/durable-subscriptions.ts';
import type { Turns } from '../hub/forward/turn.ts';
import type { Hub, OpenShared } from '../hub/hub.ts';
import { RedisLink } from '../hub/log/redis-link.ts';
import type { ProfileConnections } from '../hub/profile-connections.ts';
import type { StateMark } from '../mcp/asking/suspended-calls.ts';
import type { ProfileRegistry } from '../mqtt/profile-registry.ts';
import type { ReadPem } from '../mqtt/read-pem.ts';
import type { Log } from '../observe/log.ts';
import type { HealthCheck } from '../observe/health.ts';
import { Bus } from './bus.ts';
import { ForwardTurns } from './forward-turns.ts';
import { Forwarder } from './forwarder.ts';
import { Injector } from './injector.ts';
import { ownedId, unownedId } from './instance-ids.ts';
import { KeptSubscriptions } from './kept-subscriptions.ts';
import { newInstanceTag, Peers } from './peers.ts';
import { ScopeOwners } from './scope-owners.ts';
import { redisTls } from './redis-tls.ts';
import { SharedProfiles } from './shared-profiles.ts';

/** How long the start waits for Redis; without it the instance serves what it can. */
const START_WAIT_MS = 2_000;

interface ClusterParts {
  readonly config: Pick<Config, 'cluster' | 'history' | 'stream' | 'mcp'>;
  readonly registry: Pick<ProfileRegistry, 'names' | 'optionsOfConnection'>;
  readonly readPem: ReadPem;
  readonly log: Log;
}

/** What the metrics tell. */
export interface ClusterFigures {
  /** Of this instance, for people. */
  readonly name: string;
  readonly isRedisUp: boolean;
  readonly connectionsHeld: number;
  readonly requestsForwarded: number;
}

export interface Cluster {
  readonly link: RedisLink;
  /** This process among the instances; it has another at every start. */
  readonly instance: string;
  /** Makes an id of this instance out of one that is unique here. */
  readonly ownId: (id: string) => string;
  /** Marks what the clients of asked calls carry, so that their further rounds come here. */
  readonly stateMark: StateMark;
  readonly forwarder: Forwarder;
  readonly injector: Injector;
  readonly scopeOwners: ScopeOwners;
  readonly figures: ClusterFigures;
  readonly health: HealthCheck;
  /** Opens the connections of profiles for all instances; undefined where each has its own. */
  readonly openShared: OpenShared | undefined;
  /** Which instance passes messages on; undefined where each has its own connections, and does. */
  readonly turns: Turns | undefined;
  /** Subscriptions without a reader on profiles; undefined where each instance has its own. */
  keptSubscriptions(profiles: ProfileConnections, own: DurableSubscriptions): KeptSubscriptions | undefined;
  /** A history as it stands, with what is held here of the shared logs. */
  withShared(own: Hub['history']): Hub['history'];
  close(): Promise<void>;
}

/** Rejects with `invalid-configuration` when the certificates for Redis cannot be read. */
export async function openCluster({ config, registry, readPem, log }: ClusterParts): Promise<Cluster | undefined> {
  const { cluster, history, stream, mcp } = config;
  if (cluster.redisUrl === undefined) return undefined;
  const tag = newInstanceTag();
  const name = cluster.instanceId ?? `instance-${tag}`;
  const link = new RedisLink({
    url: cluster.redisUrl,
    tls: cluster.redisTls && redisTls(cluster.redisTls, readPem),
    name: `mqttx-sse-server ${name}`.replaceAll(/[^\x21-\x7e]/g, '-'),
    log,
  });
  const peers = new Peers({ link, tag, name });
  const bus = new Bus({ link, instance: tag, peers, log });
  const profiles = new SharedProfiles({
    link,
    bus,
    peers,
    bounds: { maxAgeMs: history.maxAgeSeconds * 1_000, maxMessages: history.maxMessages, maxBytes: history.maxBytes },
    lingerMs: stream.lingerSeconds * 1_000,
    optionsOf: (id) => registry.optionsOfConnection(id),
    // [MQTT-3.1.3-5], and it keeps the 23 bytes that every broker of 3.1.1 has to accept.
    newClientId: () => `mqttx-sse-${randomBytes(6).toString('hex')}`,
    log,
  });
  const isShared = history.store === 'redis';
  log.info('One of several instances', { instance: name, tag });
  await link.whenUp(START_WAIT_MS);
  if (link.isUp) await bus.ready();
  const talk = { link, bus, peers };
  const forwarder = new Forwarder(talk);
  const injector = new Injector(talk);
  return {
    link,
    instance: tag,
    ownId: (id) => ownedId(tag, id),
    stateMark: { mark: (state) => ownedId(tag, state), unmark: (state) => unownedId(tag, state) },
    forwarder,
    injector,
    scopeOwners: new ScopeOwners({
      link,
      instance: tag,
      isProfile: (profile) => registry.names.includes(profile),
      idleMs: mcp.handleIdleSeconds * 1_000,
    }),
    get figures() {
      return { name, isRedisUp: link.isUp, connectionsHeld: profiles.held, requestsForwarded: forwarder.count };
    },
    health: {
      name: 'redis',
      check() {
        const why = link.problem === undefined ? '' : `: ${link.problem}`;
        return link.isUp ? { ok: true } : { ok: false, detail: `Redis, which the instances share, cannot be reached${why}` };
      },
    },
    openShared: isShared ? profiles.open : undefined,
    turns: isShared ? new ForwardTurns({ link, shared: profiles }) : undefined,
    keptSubscriptions: (connections, own) =>
      isShared ? new KeptSubscriptions({ link, shared: profiles, profiles: connections, own }) : undefined,
    withShared: (own) => ({
      get messages() {
        return own.messages + profiles.history.messages;
      },
      get bytes() {
        return own.bytes + profiles.history.bytes;
      },
      get problem() {
        return own.problem;
      },
    }),
    async close() {
      forwarder.close();
      injector.close();
      await bus.leave();
      await profiles.stop();
      await peers.close();
      bus.close();
      link.close();
    },
  };
}
