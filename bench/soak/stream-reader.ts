/**
 * A reader of a browser stream that comes back by `Last-Event-ID` whenever it is cut, and keeps account of the numbers that the
 * payloads carry: what is missing, what came again, what it was told of.
 */
import { request, type ClientRequest } from 'node:http';

export interface StreamAccount {
  received: number;
  /** Numbers that never came, without a word about it. */
  missing: number;
  /** Numbers that came again. */
  repeated: number;
  gaps: number;
  reconnects: number;
  /** Answers other than 200. */
  refusals: number;
}

export function emptyAccount(): StreamAccount {
  return { received: 0, missing: 0, repeated: 0, gaps: 0, reconnects: 0, refusals: 0 };
}

const RETRY_MS = 200;

interface Reading {
  readonly url: string;
  /** Which topic it is, for whoever wants to know what it should have got. */
  readonly topic: number;
  readonly account: StreamAccount;
  readonly onFirst: () => void;
}

export class StreamReader {
  readonly topic: number;
  readonly #url: string;
  readonly #account: StreamAccount;
  readonly #onFirst: () => void;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastEventId = '';
  #last: number | undefined;
  #rest = '';
  #isClosed = false;

  constructor({ url, topic, account, onFirst }: Reading) {
    this.topic = topic;
    this.#url = url;
    this.#account = account;
    this.#onFirst = onFirst;
    this.#open();
  }

  /** The latest number. */
  get last(): number | undefined {
    return this.#last;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #open(): void {
    this.#rest = '';
    const headers = this.#lastEventId === '' ? {} : { 'Last-Event-ID': this.#lastEventId };
    const opening = request(this.#url, { agent: false, headers });
    this.#request = opening;
    opening.on('response', (response) => {
      if (response.statusCode !== 200) this.#account.refusals += 1;
      else this.#onFirst();
      const point = response.headers['mqttx-last-event-id'];
      if (this.#lastEventId === '' && typeof point === 'string') this.#lastEventId = point;
      response.setEncoding('utf8');
      response.on('data', (text: string) => this.#take(text));
      response.on('error', () => {});
    });
    opening.on('error', () => {});
    opening.once('close', () => this.#comeBack());
    opening.end();
  }

  #comeBack(): void {
    if (this.#isClosed) return;
    this.#account.reconnects += 1;
    this.#timer = setTimeout(() => this.#open(), RETRY_MS * (0.5 + Math.random()));
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      if (id !== undefined) this.#lastEventId = id;
      if (block.includes('event: gap')) this.#tellGap();
      const number = /"payload":"(\d+) /.exec(block)?.[1];
      if (number !== undefined) this.#count(Number(number));
    }
  }

  #tellGap(): void {
    this.#account.gaps += 1;
    // What was lost was told; counting begins anew.
    this.#last = undefined;
  }

  #count(number: number): void {
    this.#account.received += 1;
    if (this.#last !== undefined && number <= this.#last) {
      this.#account.repeated += 1;
      return;
    }
    if (this.#last !== undefined) this.#account.missing += number - this.#last - 1;
    this.#last = number;
  }
}
