/**
 * One forward: takes messages of one profile out of its log, in their order, and publishes them at another. It reads no further
 * ahead than one window, and goes on only when the target has answered for all of it; what was not answered for is published again.
 * While either side is away the messages stay in the log, as long as its bounds allow.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';
import type { Channel } from '../channel.ts';
import type { ChannelLease, ProfileConnections } from '../profile-connections.ts';
import { nextBatch, WINDOW, type Batch } from './batch.ts';
import { ForwardTarget } from './forward-target.ts';
import type { Route } from './hop.ts';
import { LogCursor } from './log-cursor.ts';
import { Patience } from './patience.ts';
import { Signal } from './signal.ts';
import type { Turn, Turns } from './turn.ts';

/** Before a side that has failed for good (a refused password) is tried again. */
const FAILED_WAIT_MS = 30_000;
/** The same where a connection has ended without a failure, or something else went wrong. */
const RETRY_MS = 1_000;
/** How often it is looked whose turn it is. */
const LOOK_MS = 500;

export interface ForwardParts {
  /** The instance in its marks is told by the turn. */
  readonly route: Omit<Route, 'instance'>;
  readonly topics: readonly string[];
  /** A message could come back; only MQTT 5 on both sides tells. */
  readonly isInCycle: boolean;
  /** Leaves out what forwards have published at the source. */
  readonly noLocal: boolean;
  /** Connections that forwards share among each other, and with nobody else. */
  readonly profiles: Pick<ProfileConnections, 'hold'>;
  readonly turns: Turns;
  /** Under which the position is kept. */
  readonly key: string;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
}

export class Forward {
  readonly counters = { forwarded: 0, failed: 0, lost: 0, returned: 0 };
  readonly #parts: ForwardParts;
  readonly #signal = new Signal();
  readonly #sink = { deliver: () => this.#signal.notify() };
  readonly #target: ForwardTarget;
  readonly #patience = new Patience();
  readonly #stopping = new AbortController();
  #cursor: LogCursor | undefined;
  #source: ChannelLease | undefined;
  #problem: string | undefined;
  #lastError: string | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: ForwardParts) {
    this.#parts = parts;
    this.#target = new ForwardTarget({
      profiles: parts.profiles,
      profile: parts.route.to,
      onChange: (isConnected) => {
        if (isConnected) this.#patience.reconnected();
        this.#signal.notify();
      },
    });
  }

  get route(): ForwardParts['route'] {
    return this.#parts.route;
  }

  get topics(): readonly string[] {
    return this.#parts.topics;
  }

  /** Messages of the source that may have to be passed on: at most so many. 0 while another instance passes them on. */
  get pending(): number {
    return this.#cursor?.pending ?? 0;
  }

  /** Whether it is this process that passes messages on. */
  get isActive(): boolean {
    return this.#cursor !== undefined;
  }

  /** The instance that does, as far as that is known; undefined where there is one only. */
  get holder(): string | undefined {
    return this.#parts.turns.holder(this.route.from);
  }

  /** Why nothing is passed on at the moment; undefined while all is well. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The latest that went wrong, also where it is over. */
  get lastError(): string | undefined {
    return this.#lastError;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends after the window under way, or at the next answer; subscriptions stay for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#signal.notify();
    await Promise.all([this.#running, this.#source?.release(), this.#target.release()]);
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#pass();
      } catch (thrown) {
        this.#stand(toAppError(thrown).message);
        await this.#rest(RETRY_MS);
      }
    }
  }

  /** From one connection of the source to its end. */
  async #pass(): Promise<void> {
    const { route, profiles, turns } = this.#parts;
    this.#source = profiles.hold(route.from);
    const { channel } = this.#source;
    const stopWatching = channel.connection.onState(() => this.#signal.notify());
    try {
      while (!this.#isStopped && !isOver(channel)) {
        try {
          const turn = await turns.take(route.from);
          if (turn === undefined) await this.#standBy();
          else await this.#passOn(channel, turn);
        } catch (thrown) {
          // A subscription was refused, or Redis is away: what has been subscribed to stays.
          this.#stand(toAppError(thrown).message);
          await this.#rest(RETRY_MS);
        }
      }
      if (!this.#isStopped) await this.#ended(route.from, channel);
    } finally {
      stopWatching();
      if (!this.#isStopped) await this.#source.release();
    }
  }

  /** Another instance passes messages on, or none can at the moment. */
  async #standBy(): Promise<void> {
    if (this.#parts.turns.holder(this.route.from) !== undefined) this.#stand(undefined);
    await this.#signal.wait(LOOK_MS);
  }

  async #passOn(channel: Channel, turn: Turn): Promise<void> {
    const { topics, key } = this.#parts;
    await channel.fresh(topics);
    const cursor = new LogCursor(channel.log, turn.notes, key);
    const route = { ...this.route, instance: turn.instance };
    this.#cursor = cursor;
    this.#patience.forget();
    try {
      await Promise.all(topics.map((filter) => this.#subscribe(channel, filter)));
      while (!this.#isStopped && !isOver(channel) && turn.isMine()) await this.#step(channel, cursor, route);
    } finally {
      this.#cursor = undefined;
    }
  }

  #subscribe(channel: Channel, filter: string): Promise<unknown> {
    const { noLocal } = this.#parts;
    const options = { qos: this.route.qos, noLocal, retainAsPublished: true } as const;
    // The broker's retained messages come with a subscription that is new to it.
    return channel.subscribe(this.#sink, filter, { ...options, retainHandling: 1, retained: 'never' });
  }

  async #step(source: Channel, cursor: LogCursor, route: Route): Promise<void> {
    this.#noteLost(cursor.skipLost());
    const maxMessages = this.#patience.isAlone ? 1 : WINDOW;
    const batch = nextBatch({ cursor, route, topics: this.topics, maxMessages, now: this.#parts.now() });
    const { items, end } = batch;
    if (items.length === 0) {
      this.#goTo(end, cursor, batch);
      return cursor.pending > 0 ? nextTurn() : this.#signal.wait(LOOK_MS);
    }
    if (!(await this.#isTargetUsable(source))) return;
    const outcomes = await this.#target.send(items.map(({ message }) => message));
    const topics = items.map(({ message }) => message.topic);
    const { done, leftOut, refusal, waitMs } = this.#patience.judge(outcomes, topics);
    this.counters.forwarded += done - leftOut.length;
    for (const { index, reason } of leftOut) this.#leaveOut(topics[index], reason);
    this.#goTo(items[done]?.seq ?? end, cursor, batch);
    if (refusal !== undefined) this.#stand(`"${route.to}" does not take a message for now: ${refusal}`);
    if (waitMs > 0) await this.#rest(waitMs);
  }

  /** What lies behind the new position has been dealt with, and is counted once. */
  #goTo(position: number, cursor: LogCursor, { returning }: Batch): void {
    this.counters.returned += returning.filter((seq) => seq < position).length;
    cursor.moveTo(position);
    cursor.keep();
  }

  /** Whether messages can be sent now; else after something has happened that may have changed it. */
  async #isTargetUsable(source: Channel): Promise<boolean> {
    const { to } = this.route;
    const channel = this.#target.hold();
    const { state } = channel.connection;
    if (isOver(channel)) {
      await this.#target.release();
      await this.#ended(to, channel);
      return false;
    }
    // What is in the log is passed on whether the source is there or not.
    if (state.name !== 'connected') {
      if (state.name === 'reconnecting') this.#stand(`"${to}" is away: ${state.reason}`);
      await this.#signal.wait(LOOK_MS);
      return false;
    }
    if (this.#parts.isInCycle && [channel, source].some(({ connection }) => isOld(connection.state))) {
      this.#stand('messages could come back, and MQTT 3.1.1 cannot tell; let both brokers speak MQTT 5, or change topics or prefix');
      await this.#signal.wait(LOOK_MS);
      return false;
    }
    if (!this.#patience.isRefused) this.#stand(undefined);
    return true;
  }

  async #ended(profile: string, { connection: { state } }: Channel): Promise<void> {
    this.#stand(`the connection to "${profile}" has ended${state.name === 'failed' ? `: ${state.error.message}` : ''}`);
    // Connections that end one after the other with a message pass for those of a client that is pushed out by another.
    await this.#rest(state.name === 'failed' && !this.#patience.isAlone ? FAILED_WAIT_MS : RETRY_MS);
  }

  #leaveOut(topic: string | undefined, reason: string): void {
    this.counters.failed += 1;
    this.#lastError = `${topic}: ${reason}`;
    const { from, to } = this.route;
    this.#parts.log.warn('A message cannot be passed on and is left out', { from, to, topic, reason });
  }

  #noteLost(lost: number): void {
    if (lost === 0) return;
    this.counters.lost += lost;
    this.#patience.forget();
    this.#lastError = `${lost} messages left the history before they could be passed on`;
    const { from, to } = this.route;
    this.#parts.log.warn('Messages left the history before they could be passed on; raise its bounds', { from, to, lost });
  }

  /** One line for each change. */
  #stand(problem: string | undefined): void {
    if (problem === this.#problem) return;
    const { from, to } = this.route;
    if (problem === undefined) this.#parts.log.info('Messages are passed on', { from, to });
    else this.#parts.log.warn('Messages are not passed on at the moment', { from, to, reason: problem });
    this.#lastError = problem ?? this.#lastError;
    this.#problem = problem;
  }

  /** Ends sooner when the forward is stopped. */
  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

function isOver({ connection }: Channel): boolean {
  return connection.state.name === 'failed' || connection.state.name === 'disconnected';
}

function isOld(state: Channel['connection']['state']): boolean {
  return state.name === 'connected' && state.protocolVersion === 4;
}
