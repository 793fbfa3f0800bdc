import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../../../sidecar/client/topic-filter.ts';
import { filterMatches } from '../../../sidecar/mqtt/topics.ts';

describe('matchesFilter', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['+/+', '/', true],
    ['#', 'a/b', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['$share/group/a/+', 'a/b', true],
  ])('%s matches %s: %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });

  it('agrees with the server on every filter and topic', () => {
    const level = fc.constantFrom('', 'a', 'b', '$SYS');
    const levels = fc.array(level, { minLength: 1, maxLength: 4 });
    const filter = fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(filter, fc.boolean(), levels, (wanted, open, topic) => {
        const text = [...wanted, ...(open ? ['#'] : [])].join('/');
        expect(matchesFilter(text, topic.join('/'))).toBe(filterMatches(text, topic.join('/')));
      }),
    );
  });
});
