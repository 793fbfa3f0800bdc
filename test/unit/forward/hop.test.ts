import { describe, expect, it } from 'vitest';
import { isReturning, outgoing } from '../../../sidecar/hub/forward/hop.ts';
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';

const route = { instance: 'here', from: 'plant', to: 'cloud', prefix: 'site7/', qos: 1, marks: { from: 'plant', to: 'cloud' } } as const;
const message: IncomingMessage = { topic: 'a', payload: Buffer.from('x'), qos: 2, retain: true, dup: false, receivedAt: 1_000 };
const marked = (...hops: string[]) => ({ properties: { userProperties: { 'mqttx-sse-forwarded': hops } } });

describe('a message that is passed on', () => {
  it('keeps all but its topic, and its QoS as far as the forward goes', () => {
    expect(outgoing(message, route, 1_000)).toEqual({
      topic: 'site7/a',
      payload: message.payload,
      qos: 1,
      retain: true,
      properties: { userProperties: { 'mqttx-sse-forwarded': ['here:plant'] } },
    });
    expect(outgoing({ ...message, qos: 0 }, route, 1_000)?.qos).toBe(0);
  });

  it('expires while it waits', () => {
    const expiring = { ...message, properties: { messageExpiryInterval: 10 } };
    expect(outgoing(expiring, route, 4_500)?.properties?.messageExpiryInterval).toBe(7);
    expect(outgoing(expiring, route, 11_000)).toBeUndefined();
  });

  it('carries the marks that it had', () => {
    const again = outgoing({ ...message, ...marked('other:edge') }, route, 1_000);
    expect(again?.properties?.userProperties).toEqual({ 'mqttx-sse-forwarded': ['other:edge', 'here:plant'] });
  });

  it.each([
    [[], false],
    [['other:plant', 'other:cloud'], false],
    [['here:elsewhere'], false],
    [['here:cloud'], true],
    [['here:plant', 'other:cloud'], true],
    [Array.from({ length: 16 }, () => 'other:plant'), true],
  ])('with the marks %j is on its way back: %s', (hops, isBack) => {
    expect(isReturning(marked(...hops), route)).toBe(isBack);
  });
});
