/**
 * How far a forward has come in the log of its source, kept with the history: the next message is the one behind it, also after a
 * restart where the history outlives the process. Counts what has left the log unread.
 */
import { z } from 'zod';
import type { EventLog, Notes } from '../log/event-log.ts';
import type { HubMessage } from '../message.ts';

const noteSchema = z.object({ epoch: z.string(), seq: z.int() });

export class LogCursor {
  readonly #log: EventLog;
  readonly #notes: Notes;
  readonly #key: string;
  #next: number;
  #noted: number | undefined;

  /** Begins where it was; in a log that it does not know, with what arrives from now on. */
  constructor(log: EventLog, notes: Notes, key: string) {
    this.#log = log;
    this.#notes = notes;
    this.#key = key;
    const note = notes.get(key);
    const place = note === undefined ? undefined : noteSchema.safeParse(JSON.parse(note)).data;
    this.#next = place?.epoch === log.epoch && place.seq <= log.readable ? place.seq : log.readable;
    this.keep();
  }

  /** Number of the next message. */
  get position(): number {
    return this.#next;
  }

  /** Messages of the log that have not been looked at. */
  get pending(): number {
    return this.#log.readable - this.#next;
  }

  /** Goes past what has left the log, and returns how many that were. */
  skipLost(): number {
    const lost = Math.max(0, this.#log.first - this.#next);
    this.#next += lost;
    return lost;
  }

  /** The messages from here on, at most so many; undefined for one that has just left. */
  *ahead(max: number): Generator<{ readonly seq: number; readonly message: HubMessage | undefined }> {
    const end = Math.min(this.#log.readable, this.#next + max);
    for (let seq = this.#next; seq < end; seq += 1) yield { seq, message: this.#log.get(seq) };
  }

  moveTo(seq: number): void {
    this.#next = seq;
  }

  keep(): void {
    if (this.#noted === this.#next) return;
    this.#noted = this.#next;
    this.#notes.set(this.#key, JSON.stringify({ epoch: this.#log.epoch, seq: this.#next }));
  }
}
