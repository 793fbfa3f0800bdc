import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../sidecar/errors.ts';
import {
  assertTopicFilter,
  assertTopicName,
  filterCovers,
  filterMatches,
  filtersOverlap,
  parseSharedFilter,
  topicFilterProblem,
  topicNameProblem,
} from '../../../sidecar/mqtt/topics.ts';

const level = fc.constantFrom('a', 'b', '', '$s');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 3 }), fc.boolean())
  .map(([levels, all]) => (all ? [...levels, '#'] : levels).join('/'));
const usable = (text: string): boolean => text !== '';

/** Every topic of one to five levels over an alphabet with one level ("z") that no generated filter names. */
const universe: readonly string[] = (() => {
  const levels = ['a', 'b', '', '$s', 'z'];
  let layer = levels;
  const all = [...layer];
  for (let depth = 2; depth <= 5; depth += 1) {
    layer = layer.flatMap((head) => levels.map((tail) => `${head}/${tail}`));
    all.push(...layer);
  }
  return all.filter(usable);
})();

describe('topic names', () => {
  it.each(['a', '/', 'a//b', ' ', 'ü/雪', '$SYS/x', 'x'.repeat(65_535)])('accepts %j', (name) => {
    expect(topicNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['a/+/b', 'wildcard'],
    ['a/#', 'wildcard'],
    ['a#', 'wildcard'],
    ['a\0b', 'U+0000'],
    ['a\uD800', 'surrogate'],
    ['x'.repeat(65_536), '65536 bytes'],
    ['ü'.repeat(32_768), '65536 bytes'],
  ])('refuses %j and says why', (name, word) => {
    expect(topicNameProblem(name)).toContain(word);
    expect(() => {
      assertTopicName(name);
    }).toThrow(AppError);
  });

  it('quotes a long topic only in part', () => {
    expect(() => {
      assertTopicName('x'.repeat(70_000));
    }).toThrow(/^.{1,300}$/);
  });
});

describe('topic filters', () => {
  it.each(['#', '+', 'a/#', '+/+', '/+', 'a/+/b', '$share/g/a/#', '$share/g/+', '$share/g//', '$SYS/#', '$shared/x'])(
    'accepts %j',
    (text) => {
      expect(topicFilterProblem(text)).toBeUndefined();
    },
  );

  it.each([
    ['', 'empty'],
    ['a/#/b', 'last'],
    ['a#', 'whole level'],
    ['a+/b', 'whole level'],
    ['+a', 'whole level'],
    ['$share/g', '$share/group/filter'],
    ['$share/g/', '$share/group/filter'],
    ['$share//a', '$share/group/filter'],
    ['$share/+/a', '$share/group/filter'],
    ['$share/g/a#', 'whole level'],
    ['a\0', 'U+0000'],
    ['\uDC00/#', 'surrogate'],
    ['x'.repeat(65_536), '65536 bytes'],
  ])('refuses %j and says why', (text, word) => {
    expect(topicFilterProblem(text)).toContain(word);
    expect(() => {
      assertTopicFilter(text);
    }).toThrow(AppError);
  });

  it('splits a shared subscription', () => {
    expect(parseSharedFilter('$share/group/a/+')).toEqual({ group: 'group', filter: 'a/+' });
    expect(parseSharedFilter('$share/group//')).toEqual({ group: 'group', filter: '/' });
    expect(parseSharedFilter('share/group/a')).toBeUndefined();
  });
});

describe('matching', () => {
  it.each([
    ['sport/tennis/#', 'sport/tennis', true],
    ['sport/tennis/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/+', 'sport/tennis', false],
    ['sport/tennis/+', 'sport/tennis/', true],
    ['sport/+', 'sport', false],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', 'a/b', true],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['$SYS/#', '$SYS', true],
    ['$SYS/+', '$SYS/uptime', true],
    ['a/$x/#', 'a/$x/y', true],
    ['a/+', 'a/$x', true],
    ['ACCOUNTS', 'accounts', false],
    ['$share/g/a/+', 'a/b', true],
    ['$share/g/#', '$SYS/x', false],
  ])('%j and %j: %s', (wanted, name, expected) => {
    expect(filterMatches(wanted, name)).toBe(expected);
  });

  it('matches a filter without wildcards to itself alone', () => {
    fc.assert(
      fc.property(topic.filter(usable), topic.filter(usable), (one, other) => {
        expect(filterMatches(one, other)).toBe(one === other);
      }),
    );
  });

  it('still matches when a level of the filter becomes +, except on a leading $', () => {
    fc.assert(
      fc.property(topic.filter(usable), fc.nat(3), (name, position) => {
        const levels = name.split('/');
        const index = position % levels.length;
        const widened = levels.with(index, '+').join('/');
        expect(filterMatches(widened, name)).toBe(!(index === 0 && name.startsWith('$')));
      }),
    );
  });
});

describe('covering', () => {
  it.each([
    ['a/+', 'a/#', false],
    ['a/#', 'a/+', true],
    ['a/#', 'a', true],
    ['#', 'a/b/#', true],
    ['#', '#', true],
    ['#', '$SYS/#', false],
    ['+/#', '#', true],
    ['+/+/#', '/#', true],
    ['+/+/#', '#', false],
    ['+', '#', false],
    ['+/a', '$SYS/a', false],
    ['$SYS/#', '$SYS/+/x', true],
    ['$SYS/#', '#', false],
    ['a/+/c', 'a/b/c', true],
    ['a/b/c', 'a/+/c', false],
    ['a', '$share/g/a', true],
    ['a/+', '$share/g/a/#', false],
  ])('%j covers %j: %s', (outer, inner, expected) => {
    expect(filterCovers(outer, inner)).toBe(expected);
  });

  it('says yes exactly when every topic of the inner filter is one of the outer', () => {
    fc.assert(
      fc.property(filter.filter(usable), filter.filter(usable), (outer, inner) => {
        const holds = universe.every((name) => !filterMatches(inner, name) || filterMatches(outer, name));
        expect(filterCovers(outer, inner)).toBe(holds);
      }),
      { numRuns: 300 },
    );
  });
});

describe('filtersOverlap', () => {
  it.each([
    ['a', 'a'],
    ['a/+', 'a/#'],
    ['a/#', 'a'],
    ['a', 'a/#'],
    ['+/b', 'a/+'],
    ['#', 'a/b/c'],
    ['a/+/c', '+/b/#'],
    ['a/#', 'a/b/#'],
    ['$share/g/a/+', 'a/b'],
    ['$SYS/#', '$SYS/+/x'],
  ])('"%s" and "%s" have a topic in common', (one, other) => {
    expect(filtersOverlap(one, other)).toBe(true);
    expect(filtersOverlap(other, one)).toBe(true);
  });

  it.each([
    ['a', 'b'],
    ['a/+', 'a'],
    ['a/+', 'b/#'],
    ['a/b', 'a/b/c'],
    ['a/+/c', '+/b/d'],
    ['#', '$SYS/#'],
    ['+/x', '$SYS/x'],
    ['a/b/#', 'a/c/#'],
  ])('"%s" and "%s" have none', (one, other) => {
    expect(filtersOverlap(one, other)).toBe(false);
    expect(filtersOverlap(other, one)).toBe(false);
  });
});
