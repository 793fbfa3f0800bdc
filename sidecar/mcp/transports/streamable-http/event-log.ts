/**
 * What was sent on the streams of one session, kept so that a stream which was cut goes on where it was (MCP, "Resumability and
 * Redelivery"). Bounded in bytes over all streams: the oldest leaves first, sent or not, and the stream it belonged to knows.
 */
import { Deque } from '../../../hub/deque.ts';

interface Entry {
  /** Over all streams of the session. */
  readonly order: number;
  readonly data: string;
  readonly bytes: number;
}

export class EventLog {
  readonly #maxBytes: number;
  readonly #streams = new Set<LoggedStream>();
  #bytes = 0;
  #order = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  open(): LoggedStream {
    const stream = new LoggedStream((data) => this.#append(data));
    this.#streams.add(stream);
    return stream;
  }

  forget(stream: LoggedStream): void {
    if (!this.#streams.delete(stream)) return;
    for (let bytes = stream.evict(); bytes !== undefined; bytes = stream.evict()) this.#bytes -= bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One event is always held, however large it is. */
  #append(data: string): Entry {
    const bytes = Buffer.byteLength(data);
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes && this.#bytes > bytes) {
      const evicted = this.#oldest()?.evict();
      if (evicted === undefined) break;
      this.#bytes -= evicted;
    }
    this.#order += 1;
    return { order: this.#order, data, bytes };
  }

  #oldest(): LoggedStream | undefined {
    let oldest: LoggedStream | undefined;
    for (const stream of this.#streams) {
      if (stream.oldestOrder < (oldest?.oldestOrder ?? Infinity)) oldest = stream;
    }
    return oldest;
  }
}

/** The events of one stream, numbered from 1 without holes. */
export class LoggedStream {
  readonly #log: (data: string) => Entry;
  readonly #entries = new Deque<Entry>();
  #evicted = 0;

  constructor(log: (data: string) => Entry) {
    this.#log = log;
  }

  /** Number of the newest event; 0 if there was none. */
  get last(): number {
    return this.#evicted + this.#entries.length;
  }

  /** Number of the newest event that is held no more. */
  get evicted(): number {
    return this.#evicted;
  }

  get oldestOrder(): number {
    return this.#entries.at(0)?.order ?? Infinity;
  }

  append(data: string): void {
    this.#entries.push(this.#log(data));
  }

  get(number: number): string | undefined {
    return number <= this.#evicted ? undefined : this.#entries.at(number - this.#evicted - 1)?.data;
  }

  /** Lets go of the oldest event; gives its size, or undefined if there is none. */
  evict(): number | undefined {
    const entry = this.#entries.shift();
    if (entry === undefined) return undefined;
    this.#evicted += 1;
    return entry.bytes;
  }
}
