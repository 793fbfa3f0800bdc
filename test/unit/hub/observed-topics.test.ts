import { describe, expect, it } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { ObservedTopics } from '../../../sidecar/hub/observed-topics.ts';
import type { IncomingMessage } from '../../../sidecar/mqtt/types.ts';
import { message } from './messages.ts';

const ROOMY = { maxTopics: 100, maxBytes: 100_000, maxPayloadBytes: 1_000 };

function topicsWith(bounds: Partial<typeof ROOMY> = {}, history = 1_000) {
  const clock = { now: 1_000_000 };
  const log = new MemoryLogStore({ maxAgeMs: 1e9, maxMessages: history, maxBytes: 1e9 }, () => clock.now).open('c');
  const topics = new ObservedTopics('c', log, () => clock.now, { ...ROOMY, ...bounds });
  const receive = (topic: string, payload = 'x', more: Partial<IncomingMessage> & { isCopy?: boolean } = {}): void => {
    const { isCopy = more.retain ?? false, ...rest } = more;
    topics.observe(log.append(message(topic, payload, { receivedAt: clock.now, ...rest })), isCopy);
  };
  const names = (request: Partial<Parameters<typeof topics.page>[0]> = {}): string[] =>
    topics.page({ limit: 100, ...request }).topics.map(({ topic }) => topic);
  return { clock, topics, receive, names };
}

describe('the topics observed on a connection', () => {
  it('tell the last value, how many came, when, and how often', () => {
    const { clock, topics, receive } = topicsWith();
    receive('a', '1');
    clock.now += 30_000;
    receive('a', '2');
    clock.now += 30_000;
    const seen = topics.get('a');
    expect(seen).toMatchObject({
      topic: 'a',
      messages: 2,
      retained: false,
      firstSeenAt: 1_000_000,
      lastSeenAt: 1_030_000,
      lastPublishedAt: 1_030_000,
    });
    expect(seen?.last?.payload.toString()).toBe('2');
    expect(seen?.ratePerSecond).toBeCloseTo(2 / 60);
  });

  it('tell a rate that follows the last minute', () => {
    const { clock, topics, receive } = topicsWith();
    for (let second = 0; second < 180; second += 1) {
      receive('steady');
      clock.now += 1_000;
    }
    expect(topics.get('steady')?.ratePerSecond).toBeCloseTo(1, 1);
    clock.now += 30_000;
    expect(topics.get('steady')?.ratePerSecond).toBeCloseTo(0.5, 1);
    clock.now += 120_000;
    expect(topics.get('steady')?.ratePerSecond).toBe(0);
  });

  it('do not take what the broker had kept for something that was just published', () => {
    const { clock, topics, receive } = topicsWith();
    receive('a', 'kept', { retain: true });
    expect(topics.get('a')).toMatchObject({ messages: 0, retained: true, lastPublishedAt: undefined, ratePerSecond: 0 });
    clock.now += 1_000;
    receive('a', 'new');
    clock.now += 1_000;
    receive('a', 'new', { retain: true });
    expect(topics.get('a')).toMatchObject({ messages: 1, retained: true, lastPublishedAt: 1_001_000, lastSeenAt: 1_002_000 });
  });

  it('know that an empty message clears what was retained', () => {
    const { topics, receive } = topicsWith();
    receive('a', 'kept', { retain: true });
    receive('a', '');
    expect(topics.get('a')).toMatchObject({ retained: false, messages: 1 });
  });

  it('count a live message that carries its retain flag as published', () => {
    const { topics, receive } = topicsWith();
    receive('a', 'on', { retain: true, isCopy: false });
    expect(topics.get('a')).toMatchObject({ retained: true, messages: 1 });
  });

  it('come by the page, ordered, each once, whatever is added or heard again in between', () => {
    const { receive, topics } = topicsWith();
    for (const topic of ['b', 'a/1', 'c', 'a/2', 'a']) receive(topic);
    const first = topics.page({ limit: 2 });
    expect([first.topics.map(({ topic }) => topic), first.next]).toEqual([['a', 'a/1'], 'a/1']);
    receive('a/11');
    receive('a');
    const second = topics.page({ limit: 10, after: first.next });
    expect([second.topics.map(({ topic }) => topic), second.next]).toEqual([['a/11', 'a/2', 'b', 'c'], undefined]);
  });

  it('name no further page where the rest is not for this reader', () => {
    const { receive, topics } = topicsWith();
    for (const topic of ['a', 'b', 'c']) receive(topic);
    expect(topics.page({ limit: 2, accept: (topic) => topic !== 'c' }).next).toBeUndefined();
  });

  it('are narrowed by prefix, topic filter and permission', () => {
    const { receive, names } = topicsWith();
    for (const topic of ['hall/1/temp', 'hall/1/door', 'hall/2/temp', 'yard/1/temp', '$SYS/uptime']) receive(topic);
    expect(names({ prefix: 'hall/1' })).toEqual(['hall/1/door', 'hall/1/temp']);
    expect(names({ prefix: 'hall/', after: 'hall/1/temp' })).toEqual(['hall/2/temp']);
    expect(names({ prefix: 'yard', after: 'hall/1/temp' })).toEqual(['yard/1/temp']);
    expect(names({ filter: '+/+/temp' })).toEqual(['hall/1/temp', 'hall/2/temp', 'yard/1/temp']);
    expect(names({ filter: '#' })).not.toContain('$SYS/uptime');
    expect(names({ accept: (topic) => topic.startsWith('yard') })).toEqual(['yard/1/temp']);
  });

  it('are bounded in number: the one not heard of for the longest time makes room, and is counted', () => {
    const { receive, names, topics } = topicsWith({ maxTopics: 3 });
    for (const topic of ['a', 'b', 'c', 'a', 'd', 'e']) receive(topic);
    expect(names()).toEqual(['a', 'd', 'e']);
    expect(topics.forgotten).toBe(2);
    expect(topics.count((topic) => topic !== 'e')).toBe(2);
    expect(topics.get('b')).toBeUndefined();
  });

  it('are bounded in bytes, and count those of replaced values no more', () => {
    const { receive, names, topics } = topicsWith({ maxBytes: 250 });
    for (let n = 0; n < 10; n += 1) receive('a', 'x'.repeat(100));
    expect(topics.bytes).toBe(101);
    receive('b', 'x'.repeat(100));
    receive('c', 'x'.repeat(100));
    expect([names(), topics.bytes]).toEqual([['b', 'c'], 202]);
    receive('b', '');
    receive('c', '');
    expect(topics.bytes).toBe(2);
  });

  it('leave a long payload to the history', () => {
    const { receive, topics } = topicsWith({}, 2);
    receive('long', 'x'.repeat(5_000));
    expect(topics.get('long')?.last?.payload.length).toBe(5_000);
    expect(topics.bytes).toBe(4);
    receive('a');
    receive('b');
    expect(topics.get('long')).toMatchObject({ messages: 1, last: undefined });
  });

  it('keep a value of their own, and what a reader was given stays as it was', () => {
    const { receive, topics } = topicsWith();
    const chunk = Buffer.alloc(64 * 1024, 'v');
    receive('a', '', { payload: chunk.subarray(100, 110) });
    chunk.fill('w');
    const given = topics.get('a')?.last;
    receive('a', 'next');
    expect([given?.payload.toString(), given?.seq]).toEqual(['vvvvvvvvvv', 1]);
    expect(topics.get('a')?.last).toMatchObject({ payload: Buffer.from('next'), seq: 2 });
  });

  it('tell all of the last message, not only its payload', () => {
    const { receive, topics } = topicsWith();
    const more = { qos: 1, retain: true, dup: true, properties: { contentType: 'text/plain' } } as const;
    receive('a', 'x', more);
    expect(topics.get('a')?.last).toMatchObject({ topic: 'a', connection: 'c', receivedAt: 1_000_000, ...more });
    receive('a', 'x');
    expect(topics.get('a')?.last).not.toHaveProperty('properties');
  });
});
