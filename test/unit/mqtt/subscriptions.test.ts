import { describe, expect, it } from 'vitest';
import { Subscriptions } from '../../../sidecar/mqtt/subscriptions.ts';

const qos0 = { qos: 0 } as const;
const qos1 = { qos: 1 } as const;

function filters(subscriptions: Subscriptions, sessionPresent: boolean): { subscribe: string[]; unsubscribe: readonly string[] } {
  const { subscribe, unsubscribe } = subscriptions.restore(sessionPresent);
  return { subscribe: subscribe.map(({ filter }) => filter), unsubscribe };
}

describe('what a new connection has to send', () => {
  it('is everything when the broker kept no session', () => {
    const subscriptions = new Subscriptions();
    subscriptions.granted(subscriptions.wish('a', qos0));
    subscriptions.wish('b', qos0);
    expect(filters(subscriptions, false)).toEqual({ subscribe: ['a', 'b'], unsubscribe: [] });
  });

  it('is only what was not granted when the broker kept the session', () => {
    const subscriptions = new Subscriptions();
    subscriptions.granted(subscriptions.wish('a', qos0));
    subscriptions.wish('b', qos0);
    expect(filters(subscriptions, true)).toEqual({ subscribe: ['b'], unsubscribe: [] });
  });

  it('includes a filter that was asked for with other options since', () => {
    const subscriptions = new Subscriptions();
    subscriptions.granted(subscriptions.wish('a', qos0));
    subscriptions.wish('a', qos1);
    expect(subscriptions.restore(true).subscribe).toEqual([{ filter: 'a', options: qos1 }]);
  });

  it('includes the end of what nobody wants any more, until that is confirmed', () => {
    const subscriptions = new Subscriptions();
    subscriptions.granted(subscriptions.wish('a', qos0));
    subscriptions.drop('a');
    expect(filters(subscriptions, true)).toEqual({ subscribe: [], unsubscribe: ['a'] });
    expect(filters(subscriptions, true).unsubscribe).toEqual(['a']);
    subscriptions.dropped('a');
    expect(filters(subscriptions, true).unsubscribe).toEqual([]);
  });

  it('has nothing to end where the broker kept no session', () => {
    const subscriptions = new Subscriptions();
    subscriptions.drop('a');
    expect(filters(subscriptions, false)).toEqual({ subscribe: [], unsubscribe: [] });
    expect(filters(subscriptions, true)).toEqual({ subscribe: [], unsubscribe: [] });
  });

  it('does not end what is wanted again', () => {
    const subscriptions = new Subscriptions();
    subscriptions.drop('a');
    subscriptions.wish('a', qos0);
    expect(filters(subscriptions, true)).toEqual({ subscribe: ['a'], unsubscribe: [] });
  });
});

describe('a refusal', () => {
  it('forgets a filter that was never granted', () => {
    const subscriptions = new Subscriptions();
    subscriptions.refused(subscriptions.wish('a', qos0));
    expect(filters(subscriptions, false).subscribe).toEqual([]);
  });

  it('leaves what was granted before', () => {
    const subscriptions = new Subscriptions();
    subscriptions.granted(subscriptions.wish('a', qos0));
    subscriptions.refused(subscriptions.wish('a', qos1));
    expect(subscriptions.restore(false).subscribe).toEqual([{ filter: 'a', options: qos0 }]);
  });

  it('of an older wish does not touch a newer one', () => {
    const subscriptions = new Subscriptions();
    const older = subscriptions.wish('a', qos0);
    subscriptions.wish('a', qos1);
    subscriptions.refused(older);
    subscriptions.granted(older);
    expect(subscriptions.restore(true).subscribe).toEqual([{ filter: 'a', options: qos1 }]);
  });

  it('after the filter was dropped brings nothing back', () => {
    const subscriptions = new Subscriptions();
    const wish = subscriptions.wish('a', qos0);
    subscriptions.drop('a');
    subscriptions.granted(wish);
    subscriptions.refused(wish);
    expect(filters(subscriptions, false).subscribe).toEqual([]);
  });
});
