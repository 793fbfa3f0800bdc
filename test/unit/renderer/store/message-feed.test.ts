import { describe, expect, it } from 'vitest';
import { createMessageFeed } from '../../../../app/renderer/store/message-feed.ts';
import { createMessageSource } from '../../../support/demo/messages.ts';

const NOW = 1_800_000_000_000;

describe('createMessageFeed', () => {
  it('shows the newest first and keeps no more than it may', () => {
    const feed = createMessageFeed({ maxMessages: 10, maxBytes: 1_000_000 });
    const source = createMessageSource();
    feed.add({ at: NOW, messages: source.take(7, NOW), skipped: 0 });
    feed.add({ at: NOW, messages: source.take(7, NOW), skipped: 0 });
    const { messages } = feed.view();
    expect(messages).toHaveLength(10);
    expect(messages[0]?.id).toBe('m-14');
    expect(messages.at(-1)?.id).toBe('m-5');
  });

  it('counts everything that is not shown', () => {
    const feed = createMessageFeed({ maxMessages: 10, maxBytes: 1_000_000 });
    feed.add({ at: NOW, messages: createMessageSource().take(25, NOW), skipped: 475 });
    expect(feed.view()).toMatchObject({ received: 500, skipped: 475, evicted: 15 });
  });

  it('stays within its bytes, but always keeps the newest', () => {
    const feed = createMessageFeed({ maxMessages: 1000, maxBytes: 1000 });
    const [message] = createMessageSource().take(1, NOW);
    if (message === undefined) throw new Error('No message.');
    const large = { ...message, payload: 'A'.repeat(600) };
    feed.add({
      at: NOW,
      messages: [
        { ...large, id: 'a' },
        { ...large, id: 'b' },
        { ...large, id: 'c' },
      ],
      skipped: 0,
    });
    expect(feed.view().messages.map(({ id }) => id)).toEqual(['c']);
    feed.add({ at: NOW, messages: [{ ...large, id: 'd', payload: 'A'.repeat(5000) }], skipped: 0 });
    expect(feed.view().messages.map(({ id }) => id)).toEqual(['d']);
    expect(feed.view().evicted).toBe(3);
  });

  it('gives the same view until something changes', () => {
    const feed = createMessageFeed();
    feed.add({ at: NOW, messages: createMessageSource().take(3, NOW), skipped: 0 });
    const view = feed.view();
    expect(feed.view()).toBe(view);
    feed.clear();
    expect(feed.view()).toEqual({ messages: [], received: 0, skipped: 0, evicted: 0 });
  });
});
