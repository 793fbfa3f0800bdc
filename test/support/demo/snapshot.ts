/**
 * The state of a sidecar in a made-up factory: assistants at work, one broker that is down, web pages that listen. Everything
 * follows from the moment handed in, so that pictures and tests are the same every time.
 */
import { demoPolicy } from './policy.ts';
import type { AdminSnapshot, RatePoint, StreamView } from '../../../sidecar/admin/schema.ts';
import { demoActivity } from './activity.ts';
import { demoConnections } from './connections.ts';
import { demoForwards } from './forwards.ts';
import { createRandom } from './random.ts';
import { demoSessions } from './sessions.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export function demoSnapshot(now: number): AdminSnapshot {
  const rates = demoRates(now);
  const last = rates.at(-1);
  return {
    approvals: [],
    policy: demoPolicy(),
    at: now,
    server: {
      name: 'mqttx-sse-server',
      version: '1.0.0',
      pid: 48_213,
      startedAt: now - 2 * HOUR - 13 * MINUTE,
      port: 4000,
      mcpUrl: 'http://localhost:4000/mqttx/sse',
      authMode: 'none',
      embeddedBroker: { running: true, url: 'mqtt://127.0.0.1:1883' },
    },
    totals: {
      messagesIn: 1_284_306,
      messagesOut: 18_442,
      toolCalls: 347,
      rateIn: last?.rateIn ?? 0,
      rateOut: last?.rateOut ?? 0,
      rateToolCalls: 0.1,
      memoryBytes: 84_213_760,
    },
    sessions: demoSessions(now),
    connections: demoConnections(now),
    streams: demoStreams(now),
    profiles: [
      profile('local', 'mqtt://127.0.0.1:1883', true, null),
      profile('factory', 'mqtts://mqtt.factory.example:8883', false, 'line-monitor'),
      profile('cold-storage', 'mqtt://10.20.4.17:1883', false, null),
      profile('cloud-eu', 'wss://eu-west-1.iot-gateway.cloud.example/mqtt', false, 'bridge-0042'),
    ],
    forwards: demoForwards(),
    activity: demoActivity(now),
    attention: [
      {
        id: 'down:conn-cold-storage',
        severity: 'warning',
        code: 'connection-down',
        title: 'Connection to mqtt://10.20.4.17:1883 is down',
        detail: 'connect ECONNREFUSED 10.20.4.17:1883.',
        hint: 'It is tried again by itself. Check that the broker runs and can be reached.',
      },
    ],
    rates,
  };
}

/** A sidecar that has just been started and that nobody uses yet. */
export function emptySnapshot(now: number): AdminSnapshot {
  const full = demoSnapshot(now);
  return {
    ...full,
    server: { ...full.server, startedAt: now - 20 * SECOND },
    totals: { messagesIn: 0, messagesOut: 0, toolCalls: 0, rateIn: 0, rateOut: 0, rateToolCalls: 0, memoryBytes: 61_000_000 },
    sessions: [],
    connections: [],
    streams: [],
    profiles: full.profiles.slice(0, 1),
    forwards: [],
    activity: [],
    policy: { ...full.policy, rules: [], brokers: [] },
    attention: [],
    rates: [],
  };
}

function profile(name: string, url: string, isDefault: boolean, username: string | null): AdminSnapshot['profiles'][number] {
  return { name, url, isDefault, protocolVersion: 'auto', clientId: null, username, hasPassword: username !== null };
}

function demoRates(now: number): RatePoint[] {
  const random = createRandom(7);
  return Array.from({ length: 300 }, (_, index) => {
    const wave = Math.sin(index / 23) * 38 + Math.sin(index / 7) * 9;
    const surge = index > 205 && index < 226 ? 90 * Math.sin(((index - 205) / 21) * Math.PI) : 0;
    return {
      at: now - (299 - index) * SECOND,
      rateIn: Math.round((142 + wave + surge + random() * 14) * 10) / 10,
      rateOut: Math.round((11 + Math.sin(index / 11) * 4 + random() * 5) * 10) / 10,
    };
  });
}

function demoStreams(now: number): StreamView[] {
  const stream = (
    index: number,
    connection: string,
    topics: string[],
    delivered: number,
    pendingBytes: number,
    dropped = 0,
  ): StreamView => ({
    id: `stream-${index}`,
    connection,
    topics,
    since: now - (index * 7 + 3) * MINUTE,
    address: `127.0.0.1:${53_100 + index * 13}`,
    principal: 'anonymous',
    delivered,
    dropped,
    pendingBytes,
  });
  return [
    stream(1, 'factory', ['factory/#'], 48_211, 0),
    stream(2, 'factory', ['factory/+/hall-3/line-12/+/temperature', 'factory/+/hall-3/line-12/+/vibration'], 9120, 2048),
    stream(3, 'local', ['home/livingroom/#'], 312, 0),
    stream(4, 'factory', ['alarms/+/critical'], 17, 0),
    stream(5, 'cold-storage', ['storage/+/temperature'], 40_016, 3_912_004, 212),
  ];
}
