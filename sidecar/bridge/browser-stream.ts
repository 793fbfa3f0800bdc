/**
 * One browser stream: a sink of the hub that first catches up from the log and then passes on what arrives. The log is read as
 * fast as the client takes it, so that a long replay needs no memory; since every message is in the log before it is
 * delivered, nothing falls between the two and nothing comes twice.
 */
import type { Channel } from '../hub/channel.ts';
import type { HubMessage } from '../hub/message.ts';
import type { Sink } from '../hub/sink.ts';
import { filterMatches } from '../mqtt/topics.ts';
import type { Principal } from '../security/principal.ts';
import type { EventEncoder } from './event-encoder.ts';
import type { MessagePlace, QueuedEvent } from './event-run.ts';
import { COMMENT_TEXT, eventText, frame, retryText } from './event-frame.ts';
import { Outbox, type Loss, type SlowConsumerPolicy } from './outbox.ts';
import { pointBefore, startId, type GapReason, type ResumePlan } from './resume.ts';
import { RetainedFilter } from './retained-filter.ts';
import type { StreamCounters } from './stream-counters.ts';
import type { StreamQuery } from './stream-query.ts';
import { BATCH_FRAME_BYTES, StreamSender, type SenderOwner } from './stream-sender.ts';
import type { SocketListener, StreamSocket } from './stream-socket.ts';
import type { WriteTurns } from './write-turns.ts';

/** Numbers of the log that are looked at in one turn of a replay. */
const REPLAY_STEP = 500;
/** Bytes that a replay puts into the outbox at a time. */
const REPLAY_BYTES = 64 * 1024;

export interface StreamSettings {
  readonly chunkBytes: number;
  readonly bufferBytes: number;
  readonly slowConsumer: SlowConsumerPolicy;
}

interface BrowserStreamParts {
  readonly id: string;
  readonly channel: Channel;
  readonly query: StreamQuery;
  readonly plan: ResumePlan;
  readonly principal: Principal;
  readonly address: string;
  readonly since: number;
  readonly settings: StreamSettings;
  readonly encoder: EventEncoder;
  readonly turns: WriteTurns;
  readonly counters: StreamCounters;
}

export class BrowserStream implements Sink, SenderOwner, SocketListener {
  readonly parts: BrowserStreamParts;
  readonly #outbox: Outbox;
  readonly #retained: RetainedFilter;
  /** Number at which the stream began; ids of retained messages name it, see `resume.ts`. */
  readonly #began: number;
  /** The next number to read from the log; undefined once the stream is live. */
  #cursor: number | undefined;
  /** Retained messages in the part that is still to be replayed that are meant for this stream. */
  #wanted: Set<number> | undefined;
  #sender: StreamSender | undefined;
  #socket: StreamSocket | undefined;
  #onEnd: (() => void) | undefined;
  #ended = false;
  #heartbeats = 0;
  #delivered = 0;
  #dropped = 0;

  constructor(parts: BrowserStreamParts) {
    this.parts = parts;
    const { bufferBytes, slowConsumer } = parts.settings;
    const maxBytes = parts.query.batch === undefined ? bufferBytes : bufferBytes - BATCH_FRAME_BYTES;
    this.#outbox = new Outbox({ maxBytes, policy: slowConsumer });
    this.#retained = new RetainedFilter(parts.channel.log, parts.plan.had);
    this.#began = parts.plan.had?.from ?? parts.channel.log.readable;
    this.#cursor = parts.plan.from;
  }

  get figures(): { delivered: number; dropped: number; pendingBytes: number } {
    const pendingBytes = this.#outbox.bytes + (this.#socket?.pendingBytes ?? 0);
    return { delivered: this.#delivered, dropped: this.#dropped, pendingBytes };
  }

  /** The point from which the stream continues, for its head. */
  get point(): string {
    const { channel, plan } = this.parts;
    const id = pointBefore(channel.log.epoch, plan.from);
    return plan.wantsRetained ? startId(id, this.#began) : id;
  }

  /** Begins to send; `onEnd` is called once, when the connection is closed. */
  start(socket: StreamSocket, onEnd: () => void): void {
    const { turns, plan } = this.parts;
    this.#socket = socket;
    this.#onEnd = onEnd;
    const sender = new StreamSender(this, socket, this.#outbox, turns);
    this.#sender = sender;
    socket.listen(this);
    if (plan.gap !== undefined) this.#tellGap(plan.gap.reason, plan.gap.dropped, plan.from);
    sender.schedule();
  }

  deliver(message: HubMessage): void {
    if (this.#ended) return;
    const isFirst = message.retain && !this.#isAsPublished(message);
    if (isFirst && !(this.parts.query.retained && this.#retained.isNew(message))) return;
    if (this.#cursor !== undefined) {
      if (isFirst) (this.#wanted ??= new Set()).add(message.seq);
      this.#sender?.schedule();
      return;
    }
    this.#push(this.#encode(message, isFirst));
  }

  /** An event that is no message, as `broker`. */
  tell(event: string, data: object): void {
    if (this.#socket === undefined) return;
    const bytes = frame(eventText({ event, data: JSON.stringify(data) }), this.#socket.framing);
    this.#push({ bytes, size: bytes.length, message: undefined });
  }

  heartbeat(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#ended) return;
    this.#heartbeats += 1;
    if (this.#heartbeats > 1) this.#retained.forget();
    // A full outbox is sign of life enough, and a comment would be more than the budget.
    const comment = frame(COMMENT_TEXT, socket.framing);
    if (socket.pendingBytes === 0 && this.#outbox.bytes + comment.length <= this.parts.settings.bufferBytes) socket.write(comment);
  }

  /** Ends in order: the client comes back after the time. What waits is not sent; it finds that in the log. */
  end(retryMs: number): void {
    if (this.#ended) return;
    this.#stop();
    this.#socket?.end(retryText(retryMs));
  }

  /** Ends in order with an event of its own. */
  endWith(event: string, data: object, retryMs: number): void {
    if (this.#ended) return;
    this.#stop();
    this.#socket?.end(`${eventText({ event, data: JSON.stringify(data) })}${retryText(retryMs)}`);
  }

  cut(): void {
    this.#stop();
    this.#socket?.cut();
  }

  get chunkBytes(): number {
    return this.parts.settings.chunkBytes;
  }

  get batch(): StreamQuery['batch'] {
    return this.parts.query.batch;
  }

  find({ epoch, seq }: MessagePlace): HubMessage | undefined {
    const { log } = this.parts.channel;
    return epoch === log.epoch ? log.get(seq) : undefined;
  }

  delivered(messages: number, bytes: number): void {
    this.#delivered += messages;
    this.parts.counters.delivered(messages, bytes);
  }

  lost({ dropped }: Loss): void {
    this.#lost(dropped, 'slow-consumer');
  }

  overBudget(): void {
    this.#lost(this.#outbox.length, 'disconnected');
    this.cut();
  }

  idle(): void {
    if (this.#cursor !== undefined) this.#catchUp();
  }

  drained(): void {
    this.#sender?.writeDue();
  }

  closed(): void {
    this.#stop();
    this.#onEnd?.();
    this.#onEnd = undefined;
  }

  #push(event: QueuedEvent): void {
    if (this.#sender === undefined) this.#outbox.push(event);
    else this.#sender.push(event);
  }

  #encode(message: HubMessage, isFirst: boolean): QueuedEvent {
    const { encoder } = this.parts;
    return isFirst ? encoder.encodeAs(message, startId(message.id, this.#began)) : encoder.encode(message);
  }

  /** Reads on in the log; called whenever everything read so far has been sent. */
  #catchUp(): void {
    const { log } = this.parts.channel;
    if (this.#cursor === undefined || this.#ended) return;
    if (this.#cursor < log.first) {
      this.#tellGap('history-expired', null, log.first);
      this.#cursor = log.first;
    }
    const end = Math.min(log.readable, this.#cursor + REPLAY_STEP);
    for (; this.#cursor < end; this.#cursor += 1) {
      const message = log.get(this.#cursor);
      const event = message && this.#replayed(message);
      if (event === undefined) continue;
      // The next turn comes back to this one; until then a batch would wait for nothing.
      if (this.#outbox.length > 0 && this.#outbox.bytes + event.size > this.#replayBytes) {
        this.#sender?.flush();
        break;
      }
      this.#push(event);
    }
    if (this.#cursor < log.readable) {
      this.#sender?.schedule();
      return;
    }
    this.#cursor = undefined;
    this.#wanted = undefined;
    if (this.#outbox.length > 0) this.#sender?.schedule();
  }

  get #replayBytes(): number {
    return Math.min(REPLAY_BYTES, this.parts.settings.bufferBytes / 2);
  }

  #replayed(message: HubMessage): QueuedEvent | undefined {
    if (!this.#matches(message.topic)) return undefined;
    const isFirst = message.retain && !this.#isAsPublished(message);
    return isFirst && !this.#wanted?.has(message.seq) ? undefined : this.#encode(message, isFirst);
  }

  #matches(topic: string): boolean {
    return this.parts.query.topics.some((filter) => filterMatches(filter, topic));
  }

  /** Whether the retain flag is the publisher's, so that it does not tell what the broker had kept. */
  #isAsPublished({ topic }: HubMessage): boolean {
    const { channel, query } = this.parts;
    return query.topics.some((filter) => channel.retainAsPublished(filter) && filterMatches(filter, topic));
  }

  /** @param from number of the first message after the gap */
  #tellGap(reason: GapReason, dropped: number | null, from: number): void {
    if (this.#socket === undefined) return;
    const id = pointBefore(this.parts.channel.log.epoch, from);
    const bytes = frame(eventText({ id, event: 'gap', data: JSON.stringify({ reason, dropped }) }), this.#socket.framing);
    this.#push({ bytes, size: bytes.length, message: undefined });
    this.#lost(dropped ?? 0, reason);
  }

  #lost(messages: number, reason: GapReason | 'disconnected'): void {
    this.#dropped += messages;
    this.parts.counters.dropped(reason, messages);
  }

  #stop(): void {
    this.#ended = true;
    this.#sender?.close();
  }
}
