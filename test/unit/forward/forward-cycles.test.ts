import { expect, it } from 'vitest';
import { hearsItselfOnly, rulesInCycles } from '../../../sidecar/config/forward-cycles.ts';

const rule = (from: string, to: string, topics: string[], prefix = '') => ({ from, to, topics, prefix });
const same = (profile: string) => profile;

it.each([
  ['one direction', [rule('a', 'b', ['#'])], []],
  ['both directions', [rule('a', 'b', ['x/#']), rule('b', 'a', ['x/+'])], [0, 1]],
  ['both directions, apart by topic', [rule('a', 'b', ['up/#']), rule('b', 'a', ['down/#'])], []],
  ['both directions, apart by prefix', [rule('a', 'b', ['x/#'], 'from-a/'), rule('b', 'a', ['x/#'])], []],
  ['a prefix that the way back takes again', [rule('a', 'b', ['x/#'], 'y/'), rule('b', 'a', ['y/#'], '')], []],
  ['a prefix that grows', [rule('a', 'b', ['#'], 'y/'), rule('b', 'a', ['#'])], [0, 1]],
  [
    'three in a ring, and one beside it',
    [rule('a', 'b', ['#']), rule('b', 'c', ['#']), rule('c', 'a', ['#']), rule('c', 'd', ['#'])],
    [0, 1, 2],
  ],
])('%s', (_name, rules, cyclic) => {
  expect([...rulesInCycles(rules, same)]).toEqual(cyclic);
});

it('takes two profiles of one broker for one', () => {
  expect([...rulesInCycles([rule('a', 'b', ['x/#'])], () => 'one')]).toEqual([0]);
});

it('tells two that pass on to each other from a chain', () => {
  const pair = [rule('a', 'b', ['x/#']), rule('b', 'a', ['x/#'])];
  const chain = [rule('a', 'b', ['x/#']), rule('b', 'c', ['x/#'])];
  expect([0, 1].map((index) => hearsItselfOnly(pair, index, same))).toEqual([true, true]);
  expect([0, 1].map((index) => hearsItselfOnly(chain, index, same))).toEqual([false, false]);
  expect(hearsItselfOnly([...pair, rule('c', 'a', ['x/#'])], 0, same)).toBe(false);
});
