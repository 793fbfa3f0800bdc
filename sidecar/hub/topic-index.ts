/**
 * Which of many topic filters match a topic: a trie (qlobber, the one that the aedes broker uses) of the filters with wildcards,
 * with MQTT's rule for topics that begin with `$`, and a map of the others, which most are where there are thousands.
 */
import { Qlobber } from 'qlobber';
import { parseSharedFilter } from '../mqtt/topics.ts';

/** Messages of a shared subscription carry topics that its inner filter matches (MQTT 5.0, section 4.8.2). */
function matchedBy(filter: string): string {
  return parseSharedFilter(filter)?.filter ?? filter;
}

const NONE: readonly never[] = [];

export class TopicIndex<V extends { readonly filter: string }> {
  readonly #trie = new Qlobber<V>({ separator: '/', wildcard_one: '+', wildcard_some: '#', match_empty_levels: true });
  #inTrie = 0;
  /** By topic, without wildcards; lists that somebody was given are not changed. */
  readonly #exact = new Map<string, readonly V[]>();

  add(value: V): void {
    const matched = matchedBy(value.filter);
    if (hasWildcard(matched)) {
      this.#trie.add(matched, value);
      this.#inTrie += 1;
    } else this.#exact.set(matched, [...(this.#exact.get(matched) ?? NONE), value]);
  }

  /** The value was added before. */
  remove(value: V): void {
    const matched = matchedBy(value.filter);
    if (hasWildcard(matched)) {
      this.#trie.remove(matched, value);
      this.#inTrie -= 1;
      return;
    }
    const left = (this.#exact.get(matched) ?? NONE).filter((other) => other !== value);
    if (left.length === 0) this.#exact.delete(matched);
    else this.#exact.set(matched, left);
  }

  /** The values whose filter matches, in no particular order. */
  match(topic: string): readonly V[] {
    const exact = this.#exact.get(topic) ?? NONE;
    if (this.#inTrie === 0) return exact;
    const matches = this.#trie.match(topic);
    // [MQTT-4.7.2-1]: a filter that starts with a wildcard does not match a topic that begins with `$`.
    const allowed = topic.startsWith('$') ? matches.filter(({ filter }) => !/^[+#]/.test(matchedBy(filter))) : matches;
    return exact.length === 0 ? allowed : [...allowed, ...exact];
  }
}

function hasWildcard(filter: string): boolean {
  return filter.includes('+') || filter.includes('#');
}
