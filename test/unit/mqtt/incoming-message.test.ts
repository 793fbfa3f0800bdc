import { describe, expect, it } from 'vitest';
import { toIncomingMessage } from '../../../sidecar/mqtt/incoming-message.ts';

const packet = { cmd: 'publish', topic: '', payload: Buffer.from([0xff]), qos: 1, dup: true, retain: false } as const;

describe('a PUBLISH from the broker', () => {
  it('keeps its bytes and flags and gets its full topic and the time', () => {
    expect(toIncomingMessage(packet, 'a/b', 123)).toEqual({
      topic: 'a/b',
      payload: Buffer.from([0xff]),
      qos: 1,
      retain: false,
      dup: true,
      receivedAt: 123,
    });
  });

  it('shows properties without the topic alias', () => {
    const properties = { topicAlias: 3, contentType: 'x', subscriptionIdentifier: 7 };
    expect(toIncomingMessage({ ...packet, properties }, 'a', 0).properties).toEqual({ contentType: 'x', subscriptionIdentifier: [7] });
    expect(toIncomingMessage({ ...packet, properties: { topicAlias: 3 } }, 'a', 0)).not.toHaveProperty('properties');
  });

  it('has several subscription identifiers where several subscriptions match', () => {
    const properties = { subscriptionIdentifier: [1, 2] };
    expect(toIncomingMessage({ ...packet, properties }, 'a', 0).properties?.subscriptionIdentifier).toEqual([1, 2]);
  });

  it('has user properties as a plain object, whatever their names', () => {
    const userProperties: Record<string, string | string[]> = Object.create(null);
    userProperties['__proto__'] = 'x';
    userProperties['unit'] = ['C', 'F'];
    const read = toIncomingMessage({ ...packet, properties: { userProperties } }, 'a', 0).properties?.userProperties;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read ?? {})).toEqual([
      ['__proto__', 'x'],
      ['unit', ['C', 'F']],
    ]);
  });
});
