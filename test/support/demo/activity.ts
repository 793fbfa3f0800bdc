/** What the assistants of the demonstration did: the ordinary, a failure, a refusal, a long answer. */
import type { ActivityEntry } from '../../../sidecar/admin/schema.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Told = Omit<ActivityEntry, 'id' | 'at' | 'principal' | 'session' | 'client'> & {
  readonly agoMs: number;
  readonly by: keyof typeof CLIENTS;
};

const CLIENTS = {
  mqttx: { session: 'mcp-3f1c8e07-mqttx', client: 'MQTTX' },
  code: { session: 'mcp-91b2d4aa-code', client: 'claude-code' },
  cursor: { session: 'mcp-c07d55f2-cursor', client: 'cursor-vscode' },
  script: { session: 'mcp-5a90e1bc-script', client: null },
} as const;

const TOLD: readonly Told[] = [
  {
    agoMs: 3 * SECOND,
    by: 'mqttx',
    tool: 'mqttReadMessages',
    arguments: { connection: 'factory', topic: 'factory/+/hall-3/line-12/#', limit: 50, waitSeconds: 5 },
    outcome: 'ok',
    result: '50 messages of factory/+/hall-3/line-12/#. 12 more are waiting: call again with after="f-48211".',
    durationMs: 1840,
  },
  {
    agoMs: 12 * SECOND,
    by: 'mqttx',
    tool: 'mqttPublish',
    arguments: {
      connection: 'factory',
      topic: 'factory/line-12/emergency-stop',
      payload: '{"命令":"停机","原因":"温度过高"}',
      qos: 1,
    },
    outcome: 'denied',
    decision: { verdict: 'denied', rule: 'rule 2', by: null },
    result: 'Publishing to "factory/line-12/emergency-stop" is denied by rule 2 of the policy.',
    durationMs: 0.6,
  },
  {
    agoMs: 26 * SECOND,
    by: 'code',
    tool: 'mqttSubscribe',
    arguments: { topic: 'testbed/+/telemetry', qos: 0 },
    outcome: 'ok',
    result: 'Subscribed to testbed/+/telemetry with QoS 0.',
    durationMs: 38,
  },
  {
    agoMs: 2 * MINUTE,
    by: 'script',
    tool: 'mqttConnect',
    arguments: { url: 'mqtts://eu-west-1.iot-gateway.cloud.example:8883', username: 'bridge-0042', password: '[redacted]' },
    outcome: 'error',
    result: 'The broker refused the connection: bad user name or password (reason code 0x86). Correct them and call mqttConnect again.',
    durationMs: 412,
  },
  {
    agoMs: 5 * MINUTE,
    by: 'mqttx',
    tool: 'mqttStatus',
    arguments: {},
    outcome: 'ok',
    result: 'Two connections, three subscriptions. factory: connected (MQTT 5.0), 138 messages per second.',
    durationMs: 1.2,
  },
  {
    agoMs: 9 * MINUTE,
    by: 'code',
    tool: 'mqttConnect',
    arguments: { url: 'wss://broker.emqx.example:8084/mqtt', protocolVersion: 'auto' },
    outcome: 'ok',
    result: 'Connected to wss://broker.emqx.example:8084/mqtt with MQTT 5.0.',
    durationMs: 620,
  },
  {
    agoMs: 31 * MINUTE,
    by: 'cursor',
    tool: 'mqttStatus',
    arguments: {},
    outcome: 'ok',
    result: 'No connection. Call mqttConnect first.',
    durationMs: 0.9,
  },
  {
    agoMs: 40 * MINUTE,
    by: 'mqttx',
    tool: 'mqttPublish',
    arguments: { topic: 'demo/hello', payload: 'hello', qos: 1, retain: false },
    outcome: 'ok',
    decision: { verdict: 'allowed', rule: null, by: null },
    result: 'Published 5 bytes to demo/hello with QoS 1. Reason code 0: success.',
    durationMs: 4.1,
  },
  {
    agoMs: 41 * MINUTE,
    by: 'mqttx',
    tool: 'mqttPublish',
    arguments: { connection: 'factory', topic: 'factory/line-3/setpoint/temperature', payload: '74.5', qos: 1, retain: true },
    outcome: 'ok',
    decision: { verdict: 'approved', rule: 'rule 1', by: 'desktop' },
    result: 'Published 4 bytes to factory/line-3/setpoint/temperature with QoS 1. Reason code 0: success.',
    durationMs: 8_400,
  },
  {
    agoMs: 42 * MINUTE,
    by: 'mqttx',
    tool: 'mqttPublish',
    arguments: { connection: 'factory', topic: 'factory/line-3/setpoint/temperature', payload: '99', qos: 1, retain: true },
    outcome: 'denied',
    decision: { verdict: 'timed-out', rule: 'rule 1', by: null },
    result: 'Publishing to "factory/line-3/setpoint/temperature" needs the approval of a person, and nobody answered within 50 s.',
    durationMs: 50_002,
  },
];

export function demoActivity(now: number): ActivityEntry[] {
  return [...TOLD, ...olderCalls()].map(({ agoMs, by, ...told }, index) => ({
    ...told,
    id: `call-${1000 - index}`,
    at: now - agoMs,
    principal: 'anonymous',
    session: CLIENTS[by].session,
    client: CLIENTS[by].client,
  }));
}

/** A longer history, so that the table has something to scroll. */
function olderCalls(): readonly Told[] {
  return Array.from({ length: 30 }, (_, index) => ({
    agoMs: (45 + index * 3) * MINUTE,
    by: 'mqttx' as const,
    tool: index % 3 === 0 ? 'mqttSubscribe' : 'mqttReadMessages',
    arguments: {
      connection: 'factory',
      topic: `factory/shanghai-pudong/hall-3/line-${1 + (index % 12)}/station-${10 + index}/temperature`,
    },
    outcome: 'ok' as const,
    result: 'Done.',
    durationMs: 3 + ((index * 37) % 90),
  }));
}
