/**
 * Which of many topic filters match a topic: a trie (qlobber, the one that the aedes broker uses) holding one value per
 * filter, with MQTT's rule for topics that begin with `$`.
 */
import { Qlobber } from 'qlobber';
import { parseSharedFilter } from '../mqtt/topics.ts';

/** Messages of a shared subscription carry topics that its inner filter matches (MQTT 5.0, section 4.8.2). */
function matchedBy(filter: string): string {
  return parseSharedFilter(filter)?.filter ?? filter;
}

export class TopicIndex<V extends { readonly filter: string }> {
  readonly #trie = new Qlobber<V>({ separator: '/', wildcard_one: '+', wildcard_some: '#', match_empty_levels: true });

  add(value: V): void {
    this.#trie.add(matchedBy(value.filter), value);
  }

  remove(value: V): void {
    this.#trie.remove(matchedBy(value.filter), value);
  }

  /** The values whose filter matches, in no particular order. */
  match(topic: string): V[] {
    const matches = this.#trie.match(topic);
    // [MQTT-4.7.2-1]: a filter that starts with a wildcard does not match a topic that begins with `$`.
    return topic.startsWith('$') ? matches.filter(({ filter }) => !/^[+#]/.test(matchedBy(filter))) : matches;
  }
}
