import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopicAliases } from '../../../sidecar/mqtt/topic-aliases.ts';

const long = (n: number): string => `plant/hall/line/${n}/temperature`;

describe('the topics that get a number', () => {
  it('are those that come again soon: the first time in full, the second with the number, then by it', () => {
    const aliases = new TopicAliases(10);
    expect([long(1), long(2), long(1), long(2), long(1)].map((topic) => aliases.next(topic))).toEqual(['full', 'full', 1, 2, 'known']);
  });

  it('are none where the broker takes none', () => {
    const aliases = new TopicAliases(0);
    expect([1, 1, 1].map((n) => aliases.next(long(n)))).toEqual(['full', 'full', 'full']);
  });

  it.each(['a/b', 'propertyIsEnumerable', '__lookupGetter__'])('are not %s, which is short or no path', (topic) => {
    const aliases = new TopicAliases(10);
    expect([topic, topic, topic].map((each) => aliases.next(each))).toEqual(['full', 'full', 'full']);
  });

  it('are not those of a long round, each of which would have lost its number before it comes again', () => {
    const aliases = new TopicAliases(10);
    const round = Array.from({ length: 300 }, (_, n) => long(n % 100));
    expect(new Set(round.map((topic) => aliases.next(topic)))).toEqual(new Set(['full']));
  });

  it('hand on the number of the one not used for the longest time', () => {
    const aliases = new TopicAliases(2);
    const sent = [1, 1, 2, 2, 1, 3, 3, 2, 1].map((n) => aliases.next(long(n)));
    expect(sent).toEqual(['full', 1, 'full', 2, 'known', 'full', 2, 'full', 'known']);
  });

  it('are known by the number that the broker was told last, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (topics, offered) => {
        const aliases = new TopicAliases(offered);
        const atBroker = new Map<number, string>();
        const mistaken = topics.map(long).filter((topic) => {
          const next = aliases.next(topic);
          if (typeof next === 'number') atBroker.set(next, topic);
          const isKnown = [...atBroker.values()].includes(topic);
          return typeof next === 'number' ? next < 1 || next > offered : next === 'known' && !isKnown;
        });
        expect(mistaken).toEqual([]);
      }),
    );
  });
});
