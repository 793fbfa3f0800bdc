/** The broker connections of the demonstration: one in each state that a person has to understand. */
import type { ConnectionView } from '../../../sidecar/admin/schema.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const quiet = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0, rateIn: 0, rateOut: 0 };

export function demoConnections(now: number): ConnectionView[] {
  return [
    {
      id: 'conn-factory',
      owner: { kind: 'profile', profile: 'factory' },
      url: 'mqtts://mqtt.factory.example:8883',
      clientId: 'mqttx-sse-7f20c1',
      username: 'line-monitor',
      tls: true,
      state: { name: 'connected', since: now - 131 * MINUTE, protocolVersion: 5 },
      subscriptions: [
        { topic: 'factory/#', qos: 1, readers: 3 },
        { topic: 'alarms/+/critical', qos: 1, readers: 1 },
        { topic: 'factory/shanghai-pudong/building-07/hall-3/line-12/station-44/robot-arm-b/axis-6/servo/temperature', qos: 2, readers: 1 },
      ],
      messagesIn: 1_204_811,
      messagesOut: 210,
      bytesIn: 311_804_221,
      bytesOut: 30_120,
      rateIn: 138.4,
      rateOut: 0.2,
    },
    {
      id: 'conn-mqttx-local',
      owner: { kind: 'session', session: 'mcp-3f1c8e07-mqttx' },
      url: 'mqtt://127.0.0.1:1883',
      clientId: 'mqttx-copilot',
      username: null,
      tls: false,
      state: { name: 'connected', since: now - 41 * MINUTE, protocolVersion: 4 },
      subscriptions: [{ topic: 'demo/#', qos: 0, readers: 1 }],
      messagesIn: 14,
      messagesOut: 12,
      bytesIn: 1204,
      bytesOut: 988,
      rateIn: 0.1,
      rateOut: 0.1,
    },
    {
      id: 'conn-code-emqx',
      owner: { kind: 'session', session: 'mcp-91b2d4aa-code' },
      url: 'wss://broker.emqx.example:8084/mqtt',
      clientId: 'mqttx-sse-a81f09',
      username: 'ci',
      tls: true,
      state: { name: 'connected', since: now - 10 * MINUTE, protocolVersion: 5 },
      subscriptions: [{ topic: 'testbed/+/telemetry', qos: 0, readers: 1 }],
      messagesIn: 612,
      messagesOut: 4,
      bytesIn: 88_112,
      bytesOut: 512,
      rateIn: 1.1,
      rateOut: 0,
    },
    {
      ...quiet,
      id: 'conn-cold-storage',
      owner: { kind: 'profile', profile: 'cold-storage' },
      url: 'mqtt://10.20.4.17:1883',
      clientId: 'mqttx-sse-03bb7e',
      username: null,
      tls: false,
      state: {
        name: 'reconnecting',
        since: now - 38 * SECOND,
        attempt: 4,
        nextTryAt: now + 9 * SECOND,
        reason: 'connect ECONNREFUSED 10.20.4.17:1883',
      },
      subscriptions: [{ topic: 'storage/+/temperature', qos: 1, readers: 2 }],
      messagesIn: 40_228,
      bytesIn: 4_022_800,
    },
    {
      ...quiet,
      id: 'conn-script',
      owner: { kind: 'session', session: 'mcp-5a90e1bc-script' },
      url: 'mqtts://eu-west-1.iot-gateway.cloud.example:8883',
      clientId: 'nightly-report',
      username: 'bridge-0042',
      tls: true,
      state: {
        name: 'failed',
        since: now - 3 * MINUTE,
        reason: 'The broker refused the connection: bad user name or password (reason code 0x86).',
        hint: 'Correct the user name and password of this profile.',
      },
      subscriptions: [],
    },
  ];
}
