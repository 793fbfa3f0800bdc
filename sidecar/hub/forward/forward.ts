/**
 * One forward: takes messages of one profile out of its log, in their order, and publishes them at another. It reads no further
 * ahead than one window, and goes on only when the target has answered for all of it; what was not answered for is published again.
 * While either side is away the messages stay in the log, as long as its bounds allow.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, toAppError, type ErrorCode } from '../../errors.ts';
import { filterMatches } from '../../mqtt/topics.ts';
import type { OutgoingMessage } from '../../mqtt/types.ts';
import type { Log } from '../../observe/log.ts';
import type { Channel } from '../channel.ts';
import type { Notes } from '../log/event-log.ts';
import type { ChannelLease, ProfileConnections } from '../profile-connections.ts';
import { isReturning, outgoing, type Route } from './hop.ts';
import { LogCursor } from './log-cursor.ts';
import { sendWindow } from './send-window.ts';
import { Signal } from './signal.ts';

/** Messages on their way at a time, all of one QoS: MQTT keeps the order within one (section 4.6). */
const WINDOW = 64;
const WINDOW_BYTES = 1024 * 1024;
/** Messages that are looked at in one turn of the event loop. */
const LOOK_AHEAD = 1_000;
/** Before a side that has failed for good (a refused password) is tried again, and a message that was not answered for. */
const RETRY_MS = 30_000;
const UNANSWERED_MS = 1_000;
/** A message that is sent alone, and with which the connection ends so often, is left out. */
const MAX_CUTS = 5;
/** Trying such a message again would change nothing. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(['broker-refused', 'invalid-topic', 'invalid-arguments']);

export interface ForwardParts {
  readonly route: Route;
  readonly topics: readonly string[];
  /** A message could come back; only MQTT 5 on both sides tells. */
  readonly isInCycle: boolean;
  /** Leaves out what this very process has published at the source. */
  readonly noLocal: boolean;
  readonly profiles: Pick<ProfileConnections, 'hold'>;
  readonly notes: Notes;
  /** Under which the position is kept. */
  readonly key: string;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
}

interface Batch {
  readonly items: readonly { readonly seq: number; readonly message: OutgoingMessage }[];
  /** Numbers of those that would come back, and are left out. */
  readonly returning: readonly number[];
  /** The number behind the last message that was looked at. */
  readonly end: number;
}

export class Forward {
  readonly counters = { forwarded: 0, failed: 0, lost: 0, returned: 0 };
  readonly #parts: ForwardParts;
  readonly #signal = new Signal();
  readonly #sink = { deliver: () => this.#signal.notify() };
  #cursor: LogCursor | undefined;
  #source: ChannelLease | undefined;
  #target: ChannelLease | undefined;
  #problem: string | undefined;
  /** Messages that are sent alone before windows are again: the connection ended with them, and one may be the reason. */
  #alone = 0;
  /** Connections that have ended with the next message alone. */
  #cuts = 0;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: ForwardParts) {
    this.#parts = parts;
  }

  get route(): Route {
    return this.#parts.route;
  }

  /** Messages of the source that may have to be passed on: at most so many. */
  get pending(): number {
    return this.#cursor?.pending ?? 0;
  }

  /** Why nothing is passed on at the moment; undefined while all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends after the window under way, or at the next answer; subscriptions stay for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#signal.notify();
    const closing = [this.#source, this.#target].map((lease) => lease?.release());
    await Promise.all([this.#running, ...closing]);
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#pass();
      } catch (thrown) {
        const { message } = toAppError(thrown);
        this.#stand(message);
      }
      if (!this.#isStopped) await this.#signal.wait(RETRY_MS);
    }
  }

  /** From one connection of the source to its end. */
  async #pass(): Promise<void> {
    const { route, profiles, notes, key } = this.#parts;
    this.#source = profiles.hold(route.from);
    const { channel } = this.#source;
    const stopWatching = channel.connection.onState(() => this.#signal.notify());
    try {
      this.#cursor = new LogCursor(channel.log, notes, key);
      await Promise.all(this.#parts.topics.map((filter) => this.#subscribe(channel, filter)));
      while (!this.#isStopped && !isOver(channel)) await this.#step(channel, this.#cursor);
      if (!this.#isStopped) this.#stand(`the connection to "${route.from}" has ended`);
    } finally {
      stopWatching();
      if (!this.#isStopped) await Promise.all([channel.detach(this.#sink), this.#source.release()]);
    }
  }

  #subscribe(channel: Channel, filter: string): Promise<unknown> {
    const { noLocal } = this.#parts;
    return channel.subscribe(this.#sink, filter, { qos: this.route.qos, noLocal, retainAsPublished: true, retainHandling: 1 });
  }

  async #step(source: Channel, cursor: LogCursor): Promise<void> {
    this.#noteLost(cursor.skipLost());
    const batch = this.#nextBatch(cursor);
    const { items, end } = batch;
    if (items.length === 0) {
      this.#goTo(end, cursor, batch);
      return cursor.pending > 0 ? nextTurn() : this.#signal.wait();
    }
    const target = await this.#usableTarget(source);
    if (target === undefined) return;
    const unanswered = await this.#send(target, items);
    this.#goTo(items[unanswered]?.seq ?? end, cursor, batch);
    if (unanswered !== -1 && !this.#isStopped && target.connection.state.name === 'connected') await this.#signal.wait(UNANSWERED_MS);
  }

  /** Returns the index of the first message that has to be sent again, or -1. */
  async #send(target: Channel, items: Batch['items']): Promise<number> {
    const isAlone = this.#alone > 0;
    const messages = items.map(({ message }) => message);
    const { outcomes, isCut } = await sendWindow(target, messages);
    const unanswered = outcomes.findIndex((outcome) => outcome.status === 'rejected' && !isHopeless(outcome.reason));
    outcomes.slice(0, unanswered === -1 ? undefined : unanswered).forEach((outcome, index) => this.#count(outcome, messages[index]?.topic));
    if (unanswered === -1) {
      this.#answered();
    } else if (isCut && !isAlone) {
      this.#alone = items.length - unanswered;
    } else if (isCut && ++this.#cuts >= MAX_CUTS) {
      this.#leaveOut(messages[unanswered]?.topic, `the connection ended each of the ${MAX_CUTS} times that it was sent`);
      this.#answered();
      return -1;
    }
    return unanswered;
  }

  #answered(): void {
    this.#alone = Math.max(0, this.#alone - 1);
    this.#cuts = 0;
  }

  /** What lies behind the new position has been dealt with, and is counted once. */
  #goTo(position: number, cursor: LogCursor, { returning }: Batch): void {
    this.counters.returned += returning.filter((seq) => seq < position).length;
    cursor.moveTo(position);
    cursor.keep();
  }

  #nextBatch(cursor: LogCursor): Batch {
    const { route, now } = this.#parts;
    const items: { seq: number; message: OutgoingMessage }[] = [];
    const returning: number[] = [];
    let bytes = 0;
    let end = 0;
    for (const { seq, message } of cursor.ahead(LOOK_AHEAD)) {
      const isWanted = message !== undefined && this.#parts.topics.some((filter) => filterMatches(filter, message.topic));
      const isBack = isWanted && isReturning(message, route);
      const next = isWanted && !isBack ? outgoing(message, route, now()) : undefined;
      if (next !== undefined) {
        const isFull = items.length === (this.#alone > 0 ? 1 : WINDOW) || bytes + next.payload.length > WINDOW_BYTES;
        if (items.length > 0 && (isFull || items[0]?.message.qos !== next.qos)) break;
        items.push({ seq, message: next });
        bytes += next.payload.length;
      } else if (isBack) returning.push(seq);
      end = seq + 1;
    }
    return { items, returning, end: end === 0 ? cursor.position : end };
  }

  /** The target once it is connected; undefined when something else has happened meanwhile. */
  async #usableTarget(source: Channel): Promise<Channel | undefined> {
    const { route, profiles } = this.#parts;
    if (this.#target === undefined) {
      this.#target = profiles.hold(route.to);
      this.#target.channel.connection.onState(() => this.#signal.notify());
    }
    const { channel } = this.#target;
    const { state } = channel.connection;
    if (isOver(channel)) {
      this.#stand(`the connection to "${route.to}" has ended${state.name === 'failed' ? `: ${state.error.message}` : ''}`);
      await this.#target.release();
      this.#target = undefined;
      await this.#signal.wait(RETRY_MS);
      return undefined;
    }
    // What is in the log is passed on whether the source is there or not.
    if (state.name !== 'connected') {
      if (state.name === 'reconnecting') this.#stand(`"${route.to}" is away: ${state.reason}`);
      return this.#signal.wait().then(() => undefined);
    }
    if (this.#parts.isInCycle && [channel, source].some(({ connection }) => isOld(connection.state))) {
      this.#stand('messages could come back, and MQTT 3.1.1 cannot tell; let both brokers speak MQTT 5, or change topics or prefix');
      return this.#signal.wait().then(() => undefined);
    }
    this.#stand(undefined);
    return channel;
  }

  #count(outcome: PromiseSettledResult<unknown>, topic: string | undefined): void {
    if (outcome.status === 'fulfilled') this.counters.forwarded += 1;
    else this.#leaveOut(topic, toAppError(outcome.reason).message);
  }

  #leaveOut(topic: string | undefined, reason: string): void {
    this.counters.failed += 1;
    const { from, to } = this.route;
    this.#parts.log.warn('A message cannot be passed on and is left out', { from, to, topic, reason });
  }

  #noteLost(lost: number): void {
    if (lost === 0) return;
    this.counters.lost += lost;
    this.#cuts = 0;
    const { from, to } = this.route;
    this.#parts.log.warn('Messages left the history before they could be passed on; raise its bounds', { from, to, lost });
  }

  /** One line for each change. */
  #stand(problem: string | undefined): void {
    if (problem === this.#problem) return;
    const { from, to } = this.route;
    if (problem === undefined) this.#parts.log.info('Messages are passed on', { from, to });
    else this.#parts.log.warn('Messages are not passed on at the moment', { from, to, reason: problem });
    this.#problem = problem;
  }
}

function isOver({ connection }: Channel): boolean {
  return connection.state.name === 'failed' || connection.state.name === 'disconnected';
}

function isOld(state: Channel['connection']['state']): boolean {
  return state.name === 'connected' && state.protocolVersion === 4;
}

function isHopeless(reason: unknown): boolean {
  return reason instanceof AppError && HOPELESS.has(reason.code);
}
