import { describe, expect, it } from 'vitest';
import { assertPublishProperties, toWireProperties } from '../../../sidecar/mqtt/publish-properties.ts';
import type { MessageProperties } from '../../../sidecar/mqtt/types.ts';

describe('properties of a message to publish', () => {
  it('may be any that the standard has', () => {
    expect(() =>
      assertPublishProperties({
        payloadFormatIndicator: true,
        messageExpiryInterval: 0,
        contentType: 'application/json',
        responseTopic: 'answers/1',
        correlationData: Buffer.alloc(65_535),
        userProperties: { unit: 'C', tag: ['x', ''] },
      }),
    ).not.toThrow();
  });

  it.each<[string, MessageProperties, RegExp]>([
    ['an expiry that is no whole number', { messageExpiryInterval: 1.5 }, /messageExpiryInterval is 1.5/],
    ['an expiry below zero', { messageExpiryInterval: -1 }, /messageExpiryInterval/],
    ['a response topic with a wildcard', { responseTopic: 'a/+' }, /responseTopic.*wildcard/],
    ['an empty response topic', { responseTopic: '' }, /responseTopic.*empty/],
    ['correlation data that is too long', { correlationData: Buffer.alloc(65_536) }, /correlationData has 65536 bytes/],
    ['a content type with U\\+0000', { contentType: 'a\0' }, /contentType contains U\+0000/],
    ['a user property with half a surrogate pair', { userProperties: { a: ['ok', '\uD800'] } }, /userProperties.*surrogate/],
    ['a user property with too long a name', { userProperties: { ['x'.repeat(65_536)]: '' } }, /userProperties has 65536 bytes/],
  ])('refuses %s', (_what, properties, words) => {
    expect(() => assertPublishProperties(properties)).toThrow(words);
  });

  it('leave the subscription identifier behind, which only brokers may send', () => {
    expect(toWireProperties({ contentType: 'x', subscriptionIdentifier: [1] })).toEqual({ contentType: 'x' });
  });
});
