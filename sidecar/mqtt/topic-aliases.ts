/**
 * Which topics are worth a number in place of their name on one connection (MQTT 5.0, section 3.3.2.3.4): long ones that come again
 * soon. It advises and promises nothing: mqtt.js alone knows what it has told the broker on the connection that stands, and writes the
 * name in full where that is not so. Used by the publisher. Pure.
 */

/** More would cost the broker memory and bring little. */
const MAX_ALIASES = 64;
/** How many topics back another message of the same counts as soon. */
const LOOKS_BACK = 64;
/** A shorter name is hardly longer than what the number costs. */
const MIN_LENGTH = 16;

/** Bytes that a number adds to a PUBLISH, and to the length of its properties and of the packet. */
export const ALIAS_BYTES = 5;

export class TopicAliases {
  readonly #max: number;
  /** The topic that was used longest ago comes first. */
  readonly #numbers = new Map<string, number>();
  readonly #lately = new Set<string>();

  /** @param offered how many the broker takes; 0 for none */
  constructor(offered: number) {
    this.#max = Math.min(MAX_ALIASES, offered);
  }

  /** How the next message to the topic goes out: in full, in full with the number that it has from then on, or by its number. */
  next(topic: string): 'full' | 'known' | number {
    // Names without a level are left alone: among them are those that every object of JavaScript has, which mqtt.js would stumble over.
    if (this.#max === 0 || topic.length < MIN_LENGTH || !topic.includes('/')) return 'full';
    const known = this.#numbers.get(topic);
    if (known === undefined && !this.#cameLately(topic)) return 'full';
    const number = known ?? this.#free();
    this.#numbers.delete(topic);
    this.#numbers.set(topic, number);
    return known === undefined ? number : 'known';
  }

  #cameLately(topic: string): boolean {
    if (this.#lately.delete(topic)) return true;
    this.#lately.add(topic);
    const [oldest] = this.#lately;
    if (this.#lately.size > LOOKS_BACK && oldest !== undefined) this.#lately.delete(oldest);
    return false;
  }

  #free(): number {
    const [oldest] = this.#numbers;
    if (oldest === undefined || this.#numbers.size < this.#max) return this.#numbers.size + 1;
    this.#numbers.delete(oldest[0]);
    return oldest[1];
  }
}
