import { describe, expect, it } from 'vitest';
import { publishPacketSize, publishRefusal, readServerLimits, subscribeRefusal } from '../../../sidecar/mqtt/server-limits.ts';
import type { OutgoingMessage } from '../../../sidecar/mqtt/types.ts';

const message: OutgoingMessage = { topic: 'a/b', payload: Buffer.from('x'), qos: 0, retain: false };
const target = 'broker:1883';

describe('the size of a PUBLISH', () => {
  it.each<[string, Partial<OutgoingMessage>, number]>([
    // Fixed header 2, topic 2 + 3, property length 1, payload 1.
    ['the least', {}, 9],
    ['a packet identifier', { qos: 1 }, 11],
    ['a payload that needs two bytes of length', { payload: Buffer.alloc(200) }, 209],
    ['a payload that needs four', { payload: Buffer.alloc(3_000_000) }, 3_000_011],
    ['integers', { properties: { payloadFormatIndicator: true, messageExpiryInterval: 5 } }, 9 + 2 + 5],
    ['strings and binary data', { properties: { contentType: 'x', responseTopic: 'é', correlationData: Buffer.alloc(4) } }, 9 + 4 + 5 + 7],
    ['user properties, each value with its name', { properties: { userProperties: { ab: ['c', 'd'], e: '' } } }, 9 + 8 + 8 + 6],
  ])('counts %s', (_what, change, size) => {
    expect(publishPacketSize({ ...message, ...change })).toBe(size);
  });
});

describe('limits of the broker', () => {
  it('are wide open where CONNACK names none', () => {
    const limits = readServerLimits(5);
    expect(publishRefusal({ ...message, qos: 2, retain: true, payload: Buffer.alloc(10_000_000) }, limits, target)).toBeUndefined();
    expect(subscribeRefusal('$share/g/#', limits, target)).toBeUndefined();
  });

  it('stop a message of too high a QoS', () => {
    const refusal = publishRefusal({ ...message, qos: 2 }, readServerLimits(5, { maximumQoS: 1 }), target);
    expect(refusal?.code).toBe('broker-refused');
    expect(refusal?.advice).toContain('QoS 1');
  });

  it('stop a retained message', () => {
    expect(publishRefusal({ ...message, retain: true }, readServerLimits(5, { retainAvailable: false }), target)?.message).toContain(
      'retained',
    );
  });

  it('stop a packet that is one byte too large, and not one that just fits', () => {
    expect(publishRefusal(message, readServerLimits(5, { maximumPacketSize: 8 }), target)?.message).toContain('9 bytes');
    expect(publishRefusal(message, readServerLimits(5, { maximumPacketSize: 9 }), target)).toBeUndefined();
  });

  it('stop subscriptions of a kind that it does not have', () => {
    const limits = readServerLimits(5, { wildcardSubscriptionAvailable: false, sharedSubscriptionAvailable: false });
    expect(subscribeRefusal('a/+', limits, target)?.message).toContain('wildcards');
    expect(subscribeRefusal('$share/g/a', limits, target)?.hint).toContain('"a"');
    expect(subscribeRefusal('a/b', limits, target)).toBeUndefined();
  });

  it('never open the window for unacknowledged messages wider than the broker allows', () => {
    expect(readServerLimits(5, { receiveMaximum: 20 }).window).toBe(20);
    expect([readServerLimits(5), readServerLimits(5, { topicAliasMaximum: 10 })].map(({ topicAliases }) => topicAliases)).toEqual([0, 10]);
    expect(readServerLimits(5, { receiveMaximum: 65_535 }).window).toBe(1000);
    expect(readServerLimits(5, { receiveMaximum: 7 }).windowQoS2).toBe(7);
  });

  it('keep QoS 2 on 3.1.1, which has no receive maximum, to what every Mosquitto can take', () => {
    expect(readServerLimits(4)).toMatchObject({ window: 1000, windowQoS2: 20 });
  });
});
