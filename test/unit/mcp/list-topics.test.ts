import { describe, expect, it } from 'vitest';
import { MemoryLogStore } from '../../../sidecar/hub/log/memory-log.ts';
import { ObservedTopics } from '../../../sidecar/hub/observed-topics.ts';
import { listTopics } from '../../../sidecar/mcp/resources/list-topics.ts';
import { message } from '../hub/messages.ts';

const NOW = 1_000_000;

function observed(names: readonly string[], maxTopics = 10_000): ObservedTopics {
  const log = new MemoryLogStore({ maxAgeMs: 1e9, maxMessages: 1e6, maxBytes: 1e9 }, () => NOW).open('c');
  const topics = new ObservedTopics('c', log, () => NOW, { maxTopics, maxBytes: 1e9, maxPayloadBytes: 1_000 });
  for (const name of names) topics.observe(log.append(message(name, 'x', { receivedAt: NOW - 30_000 })), false);
  return topics;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `t/${String(n).padStart(4, '0')}`);

const accessTo = (channels: { id: string; topics: ObservedTopics }[], permits = (_topic: string): boolean => true) => ({
  channels: () => channels,
  permits,
});

describe('the list of topics', () => {
  it('goes on over connections by the page, each topic once', () => {
    const access = accessTo([
      { id: 'a', topics: observed(numbered(100)) },
      { id: 'b', topics: observed([]) },
      { id: 'c', topics: observed(numbered(150)) },
    ]);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = listTopics(access, cursor, NOW);
      pages.push(page.resources.map(({ uri }) => uri));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
    const all = [...numbered(100).map((topic) => `mqtt://a/${topic}`), ...numbered(150).map((topic) => `mqtt://c/${topic}`)];
    expect(pages.flat()).toEqual(all);
  });

  it('tells how many topics were forgotten', () => {
    const { _meta } = listTopics(accessTo([{ id: 'a', topics: observed(numbered(10), 4) }]), undefined, NOW);
    expect(_meta).toEqual({ 'mqttx-sse-server/forgottenTopics': 6 });
  });

  it('holds what the caller may read only, and does not tell how much else there was', () => {
    const permits = (topic: string): boolean => topic !== 't/0007' && topic !== '#';
    const { resources, _meta } = listTopics(accessTo([{ id: 'a', topics: observed(numbered(10), 4) }], permits), undefined, NOW);
    expect(resources.map(({ name }) => name)).toEqual(['t/0006', 't/0008', 't/0009']);
    expect(_meta).toBeUndefined();
  });

  it('says of each topic what is known', () => {
    const { resources } = listTopics(accessTo([{ id: 'a', topics: observed(['t']) }]), undefined, NOW);
    expect(resources).toEqual([
      {
        uri: 'mqtt://a/t',
        name: 't',
        description: '1 message on a, 2 a minute, last 30 s ago',
        mimeType: 'text/plain',
        size: 1,
        annotations: { lastModified: '1970-01-01T00:16:10.000Z' },
      },
    ]);
  });
});
