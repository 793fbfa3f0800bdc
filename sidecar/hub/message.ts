/**
 * A message as the hub keeps it: what came from the broker plus its place in its connection's log. Sinks share the one
 * instance, so nobody may change it.
 */
import type { IncomingMessage, MessageProperties, QoS } from '../mqtt/types.ts';

/** A message on its way into the log. */
export interface LoggedMessage extends IncomingMessage {
  /** Number of the message in the same log that the broker has delivered again with this one. */
  readonly repeatOf?: number;
}

/** Digits of a sequence number in an event id: enough for a thousand years at a million messages a second… and sortable as text. */
const SEQUENCE_DIGITS = 15;

/** The id of the event `seq` in the log `epoch`: opaque to clients, ordered as text within one epoch. */
export function formatEventId(epoch: string, seq: number): string {
  return `${epoch}-${String(seq).padStart(SEQUENCE_DIGITS, '0')}`;
}

/** The place that an event id names, or undefined if it is none of ours. */
export function parseEventId(id: string): { epoch: string; seq: number } | undefined {
  const match = /^([0-9a-z]{1,32})-(\d{15})$/.exec(id);
  return match?.[1] && match[2] ? { epoch: match[1], seq: Number(match[2]) } : undefined;
}

export class HubMessage implements LoggedMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly receivedAt: number;
  declare readonly properties?: MessageProperties;
  declare readonly packetId?: number;
  declare readonly repeatOf?: number;
  /** Id of the broker connection that it came on. */
  readonly connection: string;
  readonly epoch: string;
  /** 1 for the first message of the log; without holes. */
  readonly seq: number;

  constructor(connection: string, epoch: string, seq: number, message: LoggedMessage) {
    this.topic = message.topic;
    this.payload = message.payload;
    this.qos = message.qos;
    this.retain = message.retain;
    this.dup = message.dup;
    this.receivedAt = message.receivedAt;
    if (message.properties !== undefined) this.properties = message.properties;
    if (message.packetId !== undefined) this.packetId = message.packetId;
    if (message.repeatOf !== undefined) this.repeatOf = message.repeatOf;
    this.connection = connection;
    this.epoch = epoch;
    this.seq = seq;
  }

  get id(): string {
    return formatEventId(this.epoch, this.seq);
  }
}
