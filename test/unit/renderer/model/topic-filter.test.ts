import { describe, expect, it } from 'vitest';
import { isTopicFilter, isTopicName } from '../../../../app/renderer/model/topic-filter.ts';

describe('topic filters', () => {
  it.each(['#', '+', 'a', '/', 'a/#', '+/+/#', 'a/+/b', '/+', '$SYS/#', '设备/+'])('%s is one', (filter) => {
    expect(isTopicFilter(filter)).toBe(true);
  });

  it.each(['', 'a#', '#/a', 'a/#/b', 'a+', 'a/+b', 'a\u0000b', 'x'.repeat(65_536)])('%j is none', (filter) => {
    expect(isTopicFilter(filter)).toBe(false);
  });

  it('counts bytes, not characters', () => {
    expect(isTopicFilter('温'.repeat(21_845))).toBe(true);
    expect(isTopicFilter('温'.repeat(21_846))).toBe(false);
  });

  it('takes no wildcard in a topic to publish to', () => {
    expect(isTopicName('a/b')).toBe(true);
    expect(isTopicName('a/+')).toBe(false);
    expect(isTopicName('#')).toBe(false);
    expect(isTopicName('')).toBe(false);
  });
});
