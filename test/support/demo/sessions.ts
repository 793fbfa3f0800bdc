/** The MCP sessions of the demonstration: MQTTX, two editors, a script that never introduced itself. */
import type { SessionView } from '../../../sidecar/admin/schema.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export function demoSessions(now: number): SessionView[] {
  return [
    {
      id: 'mcp-3f1c8e07-mqttx',
      transport: 'http-sse',
      client: { name: 'MQTTX', version: '1.13.1' },
      protocolVersion: '2024-11-05',
      since: now - 42 * MINUTE,
      address: '127.0.0.1:52814',
      principal: 'anonymous',
      connections: ['conn-mqttx-local', 'conn-factory'],
      subscriptions: [
        { connection: 'conn-factory', topic: 'factory/#', qos: 1, messages: 48_211 },
        { connection: 'conn-mqttx-local', topic: 'demo/#', qos: 0, messages: 14 },
        {
          connection: 'conn-factory',
          topic: 'factory/shanghai-pudong/building-07/hall-3/line-12/station-44/robot-arm-b/axis-6/servo/temperature',
          qos: 2,
          messages: 2904,
        },
      ],
      messagesIn: 118,
      messagesOut: 51_240,
      dropped: 0,
      lastActivityAt: now - 3 * SECOND,
    },
    {
      id: 'mcp-91b2d4aa-code',
      transport: 'streamable-http',
      client: { name: 'claude-code', version: '2.4.0' },
      protocolVersion: '2025-11-25',
      since: now - 11 * MINUTE,
      address: '127.0.0.1:53302',
      principal: 'anonymous',
      connections: ['conn-code-emqx'],
      subscriptions: [{ connection: 'conn-code-emqx', topic: 'testbed/+/telemetry', qos: 0, messages: 612 }],
      messagesIn: 41,
      messagesOut: 702,
      dropped: 0,
      lastActivityAt: now - 26 * SECOND,
    },
    {
      id: 'mcp-c07d55f2-cursor',
      transport: 'streamable-http',
      client: { name: 'cursor-vscode', version: '1.0.0' },
      protocolVersion: '2025-06-18',
      since: now - 96 * MINUTE,
      address: '[::1]:50991',
      principal: 'anonymous',
      connections: [],
      subscriptions: [],
      messagesIn: 9,
      messagesOut: 9,
      dropped: 0,
      lastActivityAt: now - 31 * MINUTE,
    },
    {
      id: 'mcp-5a90e1bc-script',
      transport: 'http-sse',
      client: null,
      protocolVersion: null,
      since: now - 4 * MINUTE,
      address: '127.0.0.1:53410',
      principal: 'anonymous',
      connections: ['conn-script'],
      subscriptions: [{ connection: 'conn-script', topic: 'storage/+/temperature', qos: 1, messages: 0 }],
      messagesIn: 6,
      messagesOut: 6,
      dropped: 3,
      lastActivityAt: now - 2 * MINUTE,
    },
  ];
}
