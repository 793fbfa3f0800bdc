/**
 * The events of a stream as they stand in its JSON, and how they are read. Only the member by which each is known is checked: the
 * rest is the server's word, handed on as it is.
 */
import type { BrokerState, Gap, Message } from './types.ts';

/** One piece of a large message. The first also has everything of the message but its payload, the last the hash of it all. */
export interface Chunk extends Pick<Message, 'topic' | 'qos' | 'retain' | 'timestamp' | 'repeatOf'> {
  readonly message: string;
  readonly index: number;
  readonly count: number;
  readonly bytes: number;
  readonly crc32: string;
  readonly sha256?: string;
  readonly data: string;
}

/** What is read, by the text that it cannot do without. */
interface Shapes {
  readonly topic: Message;
  readonly crc32: Chunk;
  readonly reason: Gap;
  readonly state: BrokerState;
  readonly ticket: { readonly ticket: string };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function has<Name extends keyof Shapes>(value: unknown, name: Name): value is Shapes[Name] {
  return isRecord(value) && typeof value[name] === 'string';
}

/** @throws SyntaxError or TypeError, which the stream reports as `protocol` */
export function read<Name extends keyof Shapes>(text: string, name: Name): Shapes[Name] {
  return checked(JSON.parse(text), name);
}

export function readBatch(text: string): Message[] {
  const values: unknown = JSON.parse(text);
  return Array.isArray(values) ? values.map((value) => checked(value, 'topic')) : [];
}

function checked<Name extends keyof Shapes>(value: unknown, name: Name): Shapes[Name] {
  if (has(value, name)) return value;
  throw new TypeError(`no ${name}`);
}
