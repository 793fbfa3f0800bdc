/**
 * Every metric of the server's own, as data: name, meaning, and where its value is read when somebody asks. The documentation
 * is made of the same list. No label holds a topic, an id or an address: their number is without bound.
 */
import type { RequestCount } from '../bridge/api/request-counts.ts';
import type { StreamCounters } from '../bridge/stream-counters.ts';
import type { ClusterFigures } from '../cluster/cluster.ts';
import type { ConnectionState } from '../mqtt/types.ts';
import type { ToolCallCount } from './tool-call-counts.ts';

export const METRIC_PREFIX = 'mqttx_sse_';

/** The live parts that are read. */
export interface MetricSources {
  readonly version: string;
  readonly sessions: () => Iterable<{ readonly transportKind: string }>;
  readonly streams: () => Iterable<{ readonly figures: { readonly pendingBytes: number } }>;
  readonly connectionStates: () => Iterable<ConnectionState['name']>;
  readonly traffic: () => { readonly messagesIn: number; readonly messagesOut: number };
  readonly streamCounters: Readonly<StreamCounters>;
  readonly toolCalls: () => readonly ToolCallCount[];
  readonly apiRequests: () => readonly RequestCount[];
  /** Undefined where there is one instance only. */
  readonly cluster?: () => ClusterFigures | undefined;
  readonly history: { readonly messages: number; readonly bytes: number; readonly problem: { readonly code: string } | undefined };
  /** Milliseconds since the epoch; undefined where the listener does not speak TLS. */
  readonly certificateExpiresAt: () => number | undefined;
  readonly forwards: () => readonly CountedForward[];
}

interface CountedForward {
  readonly route: { readonly from: string; readonly to: string };
  readonly pending: number;
  readonly counters: { readonly forwarded: number; readonly failed: number; readonly lost: number; readonly returned: number };
}

export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricDefinition {
  /** Without the prefix `mqttx_sse_`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels: readonly string[];
  read(sources: MetricSources): Reading[];
}

const STATES = ['connecting', 'connected', 'reconnecting', 'disconnected', 'failed'] as const;

export const metricDefinitions: readonly MetricDefinition[] = [
  {
    name: 'info',
    type: 'gauge',
    help: 'Always 1; the label tells the version.',
    labels: ['version'],
    read: ({ version }) => [{ labels: { version }, value: 1 }],
  },
  {
    name: 'sessions',
    type: 'gauge',
    help: 'MCP sessions that are open, by transport.',
    labels: ['transport'],
    read: ({ sessions }) =>
      tally(
        'transport',
        [...sessions()].map(({ transportKind }) => transportKind),
        ['http-sse'],
      ),
  },
  plain('streams', 'gauge', 'Browser streams that are open.', ({ streams }) => [...streams()].length),
  plain('streams_opened_total', 'counter', 'Browser streams opened since the start.', ({ streamCounters }) => streamCounters.opened),
  plain('stream_pending_bytes', 'gauge', 'Bytes that wait for readers of browser streams.', ({ streams }) =>
    [...streams()].reduce((sum, { figures }) => sum + figures.pendingBytes, 0),
  ),
  {
    name: 'broker_connections',
    type: 'gauge',
    help: 'Broker connections, by state.',
    labels: ['state'],
    read: ({ connectionStates }) => tally('state', [...connectionStates()], STATES),
  },
  plain('messages_received_total', 'counter', 'Messages received from brokers.', ({ traffic }) => traffic().messagesIn),
  plain('messages_published_total', 'counter', 'Messages published to brokers.', ({ traffic }) => traffic().messagesOut),
  plain(
    'stream_deliveries_total',
    'counter',
    'Messages sent to browser streams, each counted once for each stream.',
    ({ streamCounters }) => streamCounters.deliveries,
  ),
  plain('stream_sent_bytes_total', 'counter', 'Bytes of events sent to browser streams.', ({ streamCounters }) => streamCounters.bytes),
  {
    name: 'stream_dropped_total',
    type: 'counter',
    help: 'Messages that browser streams did not get, by reason; where the number is not known the reason counts nothing.',
    labels: ['reason'],
    read: ({ streamCounters }) => Object.entries(streamCounters.drops).map(([reason, value]) => ({ labels: { reason }, value })),
  },
  {
    name: 'tool_calls_total',
    type: 'counter',
    help: 'Calls of MCP tools, by tool and outcome.',
    labels: ['tool', 'outcome'],
    read: ({ toolCalls }) => toolCalls().map(({ tool, outcome, calls }) => ({ labels: { tool, outcome }, value: calls })),
  },
  {
    name: 'api_requests_total',
    type: 'counter',
    help: 'Requests of the HTTP API, by operation and status.',
    labels: ['operation', 'status'],
    read: ({ apiRequests }) =>
      apiRequests().map(({ operation, status, requests }) => ({ labels: { operation, status: String(status) }, value: requests })),
  },
  plain('history_messages', 'gauge', 'Messages held in the history.', ({ history }) => history.messages),
  plain('history_bytes', 'gauge', 'Bytes of messages held in the history.', ({ history }) => history.bytes),
  plain(
    'history_failing',
    'gauge',
    'Whether the history cannot be stored at the moment (1) or can (0); messages of QoS 1 and 2 are not acknowledged meanwhile.',
    ({ history }) => (history.problem?.code === 'store-failing' ? 1 : 0),
  ),
  ofForwards('forward_messages_total', 'counter', 'Messages passed on from one profile to another.', ({ counters }) => counters.forwarded),
  ofForwards('forward_failed_total', 'counter', 'Messages that the target of a forward refused.', ({ counters }) => counters.failed),
  ofForwards(
    'forward_lost_total',
    'counter',
    'Messages that left the history before they could be passed on.',
    ({ counters }) => counters.lost,
  ),
  ofForwards(
    'forward_returned_total',
    'counter',
    'Messages that had been passed on before, and were not sent round.',
    ({ counters }) => counters.returned,
  ),
  ofForwards('forward_pending', 'gauge', 'Messages of the source that may have to be passed on, at most.', ({ pending }) => pending),
  {
    name: 'tls_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the certificate of the listener expires, in seconds since the epoch; absent without TLS.',
    labels: [],
    read({ certificateExpiresAt }) {
      const at = certificateExpiresAt();
      return at === undefined ? [] : [{ labels: {}, value: at / 1_000 }];
    },
  },
  {
    name: 'cluster_info',
    type: 'gauge',
    help: 'Always 1 where several instances share a Redis; the label is the name of this one.',
    labels: ['name'],
    read: ({ cluster }) => [cluster?.() ?? []].flat().map(({ name }) => ({ labels: { name }, value: 1 })),
  },
  ofCluster('cluster_redis_up', 'gauge', '1 while the Redis that the instances share can be reached.', ({ isRedisUp }) =>
    isRedisUp ? 1 : 0,
  ),
  ofCluster(
    'cluster_connections_held',
    'gauge',
    'Broker connections that this instance holds for all.',
    ({ connectionsHeld }) => connectionsHeld,
  ),
  ofCluster(
    'cluster_requests_forwarded_total',
    'counter',
    'Requests that were passed on to the instance that owns their session or connection.',
    ({ requestsForwarded }) => requestsForwarded,
  ),
];

function plain(name: string, type: MetricDefinition['type'], help: string, value: (sources: MetricSources) => number): MetricDefinition {
  return { name, type, help, labels: [], read: (sources) => [{ labels: {}, value: value(sources) }] };
}

/** One figure for each pair of profiles. */
function ofForwards(
  name: string,
  type: MetricDefinition['type'],
  help: string,
  value: (forward: CountedForward) => number,
): MetricDefinition {
  return {
    name,
    type,
    help,
    labels: ['from', 'to'],
    read({ forwards }) {
      const pairs = Map.groupBy(forwards(), ({ route: { from, to } }) => `${from} ${to}`);
      return [...pairs.values()].flatMap((alike) => {
        const [first] = alike;
        if (first === undefined) return [];
        return [{ labels: { from: first.route.from, to: first.route.to }, value: alike.reduce((sum, one) => sum + value(one), 0) }];
      });
    },
  };
}

/** Of an instance among others; nothing where there is one only. */
function ofCluster(
  name: string,
  type: MetricDefinition['type'],
  help: string,
  value: (figures: ClusterFigures) => number,
): MetricDefinition {
  const read = ({ cluster }: MetricSources): Reading[] =>
    [cluster?.() ?? []].flat().map((figures) => ({ labels: {}, value: value(figures) }));
  return { name, type, help, labels: [], read };
}

/** How many there are of each; those of `always` also where there are none. */
function tally(label: string, values: readonly string[], always: readonly string[]): Reading[] {
  return [...new Set([...always, ...values])].map((name) => ({
    labels: { [label]: name },
    value: values.filter((value) => value === name).length,
  }));
}
