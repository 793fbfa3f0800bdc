/**
 * A client of browser streams on a bare HTTP connection: every event with all its fields, as it came, and no reconnecting of its
 * own. It can stop reading, leave without a word, and say what the head held.
 */
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { until } from './polling.ts';

export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
  readonly retry: string | undefined;
}

const messageSchema = z.object({
  topic: z.string(),
  payload: z.unknown(),
  encoding: z.string(),
  qos: z.number(),
  retain: z.boolean(),
  dup: z.boolean().optional(),
  timestamp: z.string(),
  properties: z.record(z.string(), z.unknown()).optional(),
});
type StreamMessage = z.output<typeof messageSchema>;

export class StreamClient implements AsyncDisposable {
  readonly events: StreamEvent[] = [];
  readonly response: IncomingMessage;
  comments = 0;
  isEnded = false;
  #rest = '';

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('error', () => {});
    response.on('close', () => {
      this.isEnded = true;
    });
  }

  /** Opens a stream; rejects with what the server answered if that is not 200. */
  static async open(origin: string, query: string, headers: Record<string, string> = {}): Promise<StreamClient> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${origin}/mqttx/stream?${query}`, { headers, agent: false }, resolve).on('error', reject);
    });
    if (response.statusCode === 200) return new StreamClient(response);
    throw new Error(`${response.statusCode}: ${await textOf(response)}`);
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  /** Events of that name that have data. */
  named(name: string): StreamEvent[] {
    return this.events.filter(({ event, data }) => event === name && data !== '');
  }

  /** Messages, also those that came in batches. */
  get messages(): StreamMessage[] {
    return this.events.flatMap(({ event, data }) => {
      if (data === '') return [];
      if (event === 'message') return [messageSchema.parse(JSON.parse(data))];
      return event === 'batch' ? z.array(messageSchema).parse(JSON.parse(data)) : [];
    });
  }

  get payloads(): unknown[] {
    return this.messages.map(({ payload }) => payload);
  }

  get lastEventId(): string | undefined {
    return this.events.findLast(({ id }) => id !== undefined)?.id;
  }

  async untilMessages(count: number): Promise<StreamMessage[]> {
    await until(`${count} messages are there (${this.messages.length})`, () => this.messages.length >= count);
    return this.messages;
  }

  async untilNamed(name: string, count = 1): Promise<StreamEvent[]> {
    await until(`${count} events "${name}" are there`, () => this.named(name).length >= count);
    return this.named(name);
  }

  async untilEnd(): Promise<void> {
    await until('the stream has ended', () => this.isEnded);
  }

  /** Leaves without a word. */
  close(): void {
    this.response.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map<string, string>();
      for (const line of block.split('\n')) {
        const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
        if (name === '') this.comments += 1;
        else fields.set(name, value);
      }
      if (fields.size === 0) continue;
      this.events.push({
        id: fields.get('id'),
        event: fields.get('event') ?? 'message',
        data: fields.get('data') ?? '',
        retry: fields.get('retry'),
      });
    }
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return text;
}
