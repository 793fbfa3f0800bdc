import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopicIndex } from '../../../sidecar/hub/topic-index.ts';
import { filterMatches } from '../../../sidecar/mqtt/topics.ts';

const level = fc.constantFrom('a', 'b', '', '$SYS', 'long name');
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'))
  .filter((text) => text !== '');

describe('the topic index', () => {
  it('finds exactly the filters that match by the rules of MQTT', () => {
    fc.assert(
      fc.property(fc.uniqueArray(filter, { maxLength: 12 }), topic, (filters, name) => {
        const index = new TopicIndex<{ filter: string }>();
        for (const text of filters) index.add({ filter: text });
        const found = index.match(name).map((entry) => entry.filter);
        expect(found.toSorted()).toEqual(filters.filter((text) => filterMatches(text, name)).toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing of what was removed', () => {
    const index = new TopicIndex<{ filter: string }>();
    const [kept, removed] = [{ filter: 'a/#' }, { filter: 'a/+' }];
    index.add(kept);
    index.add(removed);
    index.remove(removed);
    expect(index.match('a/b')).toEqual([kept]);
  });

  it('finds what stays of two subscriptions to one topic', () => {
    const index = new TopicIndex<{ filter: string }>();
    const [plain, shared] = [{ filter: 'a/b' }, { filter: '$share/group/a/b' }];
    index.add(plain);
    index.add(shared);
    const both = index.match('a/b');
    index.remove(plain);
    expect([both, index.match('a/b')]).toEqual([[plain, shared], [shared]]);
    index.remove(shared);
    expect(index.match('a/b')).toEqual([]);
  });

  it('matches a shared subscription by its inner filter', () => {
    const index = new TopicIndex<{ filter: string }>();
    index.add({ filter: '$share/group/a/+' });
    expect(index.match('a/b')).toHaveLength(1);
    expect(index.match('$share/group/a/b')).toHaveLength(0);
  });
});
