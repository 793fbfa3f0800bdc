/** What becomes of a subscription's options; that brokers keep to them is for the integration tests, as far as brokers do. */
import { describe, expect, it } from 'vitest';
import { keptOptions, readerOptions } from '../../../sidecar/mcp/subscription-options.ts';

const held = (options: object) => ({ subscriptions: new Map([['a/#', { options: { qos: 0 as const, ...options } }]]) });

describe('a second reader of a filter', () => {
  // Mosquitto 2.0 leaves both as they are when a filter is subscribed again; other brokers take the options that came last.
  it('keeps what the caller asked of its own subscription', () => {
    expect(keptOptions(held({ noLocal: true }), 'a/#')).toEqual({ noLocal: true });
    expect(keptOptions(held({ retainAsPublished: true, noLocal: false }), 'a/#')).toEqual({ retainAsPublished: true });
  });

  it('has nothing to keep where the caller has no such subscription', () => {
    expect(keptOptions(held({ noLocal: true }), 'a/+')).toEqual({});
  });
});

describe('retain handling', () => {
  it.each([
    [0, false, 'always'],
    [0, true, 'always'],
    [1, false, 'always'],
    [1, true, 'never'],
    [2, false, 'never'],
    [2, true, 'never'],
  ] as const)('%i, subscribed before: %s, means %s', (retainHandling, isKnown, retained) => {
    expect(readerOptions({ qos: 1, retainHandling, subscriptionIdentifier: 3 }, isKnown)).toEqual({ qos: 1, retained });
  });

  it('is the reader’s default where nothing is said', () => {
    expect(readerOptions({ qos: 1, noLocal: true }, true)).toEqual({ qos: 1, noLocal: true });
  });
});
