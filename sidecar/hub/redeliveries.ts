/**
 * Finds out which message of the log the broker delivers again with a new PUBLISH: its acknowledgement was lost with a connection
 * or with the process before this one. The message is taken in like any other, since a second delivery is better than none; this
 * only lets a reader know (`repeatOf`). Used by the channel, for QoS 1 and 2.
 *
 * A redelivery has the packet identifier of the first delivery [MQTT-4.4.0-1], and the same topic and payload. DUP says little:
 * it is set where the first delivery never arrived, and Mosquitto forgets it over its own restart. So what comes at the
 * beginning of a resumed session counts as well, as long as one known message follows on the other [MQTT-4.6.0-1].
 */
import type { IncomingMessage } from '../mqtt/types.ts';
import type { EventLog } from './log/event-log.ts';

/** More than brokers have on their way to one client at a time. */
const REMEMBERED = 4_096;
/** Bytes of payloads that are read at most to recall what the process before this one had received. */
const RECALLED_BYTES = 16 * 1024 * 1024;

export class Redeliveries {
  readonly #log: EventLog;
  /** Packet identifier → number of the latest message that came with it, the oldest first. */
  readonly #places = new Map<number, number>();
  /** While the broker repeats what it had sent before: the number from which on nothing is a repeat, and the latest repeat. */
  #resumed: { readonly before: number; latest: number } | undefined;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** To be called at each CONNACK, before what follows it: without the session, packet identifiers begin anew. */
  connected(sessionPresent: boolean): void {
    if (!sessionPresent) this.#places.clear();
    else if (this.#places.size === 0) this.#recall();
    this.#resumed = sessionPresent ? { before: this.#log.next, latest: 0 } : undefined;
  }

  /** @returns the number of the message that this one repeats; to be asked before it has its own */
  find(message: IncomingMessage): number | undefined {
    const { packetId, dup } = message;
    if (packetId === undefined || (!dup && this.#resumed === undefined)) return undefined;
    const place = this.#places.get(packetId);
    const isNext = this.#resumed !== undefined && place !== undefined && place < this.#resumed.before && place > this.#resumed.latest;
    if (place !== undefined && (dup || isNext) && this.#isSame(message, place)) {
      if (this.#resumed !== undefined) this.#resumed.latest = Math.max(this.#resumed.latest, place);
      return place;
    }
    // The first new message: from here on only those count that say so.
    if (!dup) this.#resumed = undefined;
    return undefined;
  }

  /** Remembers where a message stands. */
  note({ packetId }: IncomingMessage, seq: number): void {
    if (packetId === undefined) return;
    this.#places.delete(packetId);
    this.#places.set(packetId, seq);
    if (this.#places.size <= REMEMBERED) return;
    const [oldest] = this.#places.keys();
    if (oldest !== undefined) this.#places.delete(oldest);
  }

  #isSame({ topic, payload, qos }: IncomingMessage, place: number): boolean {
    const earlier = this.#log.get(place);
    return earlier !== undefined && earlier.qos === qos && earlier.topic === topic && earlier.payload.equals(payload);
  }

  #recall(): void {
    const found: (readonly [message: IncomingMessage, seq: number])[] = [];
    let bytes = 0;
    for (let seq = this.#log.next - 1; seq >= this.#log.first && found.length < REMEMBERED && bytes < RECALLED_BYTES; seq -= 1) {
      const message = this.#log.get(seq);
      if (message === undefined) continue;
      found.push([message, seq]);
      bytes += message.payload.length;
    }
    for (const [message, seq] of found.toReversed()) this.note(message, seq);
  }
}
