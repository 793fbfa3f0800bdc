/** What the demonstration's assistants may do, and a question that waits for a person. */
import type { ApprovalView, PolicyView } from '../../../sidecar/admin/schema.ts';

export function demoPolicy(): PolicyView {
  return {
    readOnly: false,
    rules: [
      { tool: 'mqttPublish', topic: 'factory/line-3/setpoint/#', decision: 'ask' },
      { action: 'publish', topic: 'factory/+/emergency-stop', decision: 'deny' },
      { topic: 'staff/#', decision: 'deny' },
      { action: 'publish', topic: 'lab/#', decision: 'allow' },
      { action: 'connect', decision: 'ask' },
    ],
    brokers: ['*.factory.example', '10.20.0.0/16:8883'],
    askTimeoutSeconds: 50,
  };
}

/** @param askedAt milliseconds since the epoch */
export function demoApproval(askedAt: number): ApprovalView {
  return {
    id: 'approval-1',
    askedAt,
    expiresAt: askedAt + 50_000,
    client: 'MQTTX 1.12.0',
    principal: 'anonymous',
    session: 'mcp-3f1c8e07-mqttx',
    tool: 'mqttPublish',
    rule: 1,
    asked: {
      action: 'publish',
      topic: 'factory/line-3/setpoint/temperature',
      qos: 1,
      retain: true,
      isWill: false,
      payload: { text: '{"celsius": 74.5, "rampMinutes": 12}', encoding: 'utf8', bytes: 36, isCut: false },
    },
  };
}
