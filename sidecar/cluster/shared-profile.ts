/**
 * One profile as one instance has its part in it: reads the shared log, takes the lease of the broker connection where nobody
 * has it, and shows those who read here how the connection is. It lives as long as somebody here uses the profile, a
 * subscription is kept on it, or it is held here.
 */
import { AppError, toAppError } from '../errors.ts';
import type { SharedSource } from '../hub/hub.ts';
import type { LogBounds, Notes } from '../hub/log/event-log.ts';
import type { RedisLink } from '../hub/log/redis-link.ts';
import type { ConnectionOptions, ConnectionState, MessageHandler } from '../mqtt/types.ts';
import type { Log } from '../observe/log.ts';
import { AwayState } from './away-state.ts';
import { askHolder } from './ask-holder.ts';
import type { Bus } from './bus.ts';
import { Holder, newBeginning } from './holder.ts';
import { profileKeys, type ProfileKeys } from './keys.ts';
import { instanceOf, Lease, type Acquired } from './lease.ts';
import type { Peers } from './peers.ts';
import { Precedence } from './precedence.ts';
import { RepeatedWishes } from './repeated-wishes.ts';
import { SharedConnection } from './shared-connection.ts';
import { SharedCoverage } from './shared-coverage.ts';
import { receiveState, toldStateSchema, type ToldState } from './shared-state.ts';
import { SharedWindow } from './shared-window.ts';
import { userField } from './wishes.ts';

/** How often it is looked whether the lease is free and whether what is known still holds. */
const LOOK_MS = 500;
/** A connection that is kept without a reader is tried again so long after it has failed. */
const FAILED_WAIT_MS = 30_000;

export interface SharedProfileParts {
  readonly link: RedisLink;
  readonly bus: Bus;
  readonly peers: Peers;
  readonly profile: string;
  readonly bounds: LogBounds;
  /** How long the subscriptions of an instance that is gone are kept for its readers. */
  readonly lingerMs: number;
  readonly optionsOf: (profile: string) => ConnectionOptions | undefined;
  readonly newClientId: () => string;
  readonly log: Log;
}

export class SharedProfile {
  readonly #parts: SharedProfileParts;
  readonly #keys: ProfileKeys;
  readonly #window: SharedWindow;
  readonly #lease: Lease;
  readonly #timer: NodeJS.Timeout;
  readonly #stopWatching: () => void;
  readonly #away = new AwayState();
  readonly #wishes: RepeatedWishes;
  readonly #precedence: Precedence;
  #connection: SharedConnection | undefined;
  #isKept = false;
  #holder: Holder | undefined;
  #heldBy: string | undefined;
  #told: ToldState | undefined;
  #looking: Promise<void> | undefined;
  #notBefore = 0;
  #isStopped = false;
  #isLettingGo = false;

  constructor(parts: SharedProfileParts) {
    this.#parts = parts;
    this.#keys = profileKeys(parts.profile);
    this.#window = new SharedWindow({
      ...parts,
      keys: this.#keys,
      onMessage: (message) => this.#connection?.deliver(message),
      onBroken: (error) => this.#beginAnew(error),
    });
    const { link, bus, peers, profile } = parts;
    this.#precedence = new Precedence(link, this.#keys.meta);
    this.#wishes = new RepeatedWishes({
      link,
      profile,
      announce: () => peers.announce(),
      wishAgain: async () => this.#connection?.wishAgain(),
    });
    this.#lease = new Lease({
      link,
      keys: this.#keys,
      instance: bus.instance,
      onLost: () => void this.#letGo('abandon'),
      onRetaken: () => this.#holder?.restore(),
    });
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
    this.#stopWatching = link.onChange((isUp) => this.#linkChanged(isUp));
  }

  /** The holder, if it is here. */
  get holder(): Holder | undefined {
    return this.#holder;
  }

  /** Notes beside the log, as long as the connection is held here for sure and the log has been read; undefined else. */
  get heldNotes(): Notes | undefined {
    const holder = this.#lease.isValid ? this.#holder : undefined;
    return this.#window.isLoaded && holder?.epoch === this.#window.replica.epoch ? holder?.notes : undefined;
  }

  /** Name of the instance that holds the connection, as far as this one knows. */
  get holderName(): string | undefined {
    return this.#told?.holder === this.#heldBy ? this.#told?.name : this.#heldBy;
  }

  get window(): SharedWindow {
    return this.#window;
  }

  /** Whether there is nothing to do for anybody here. */
  get isIdle(): boolean {
    return this.#connection === undefined && !this.#isKept && this.#holder === undefined;
  }

  /** Subscriptions are kept on the profile, for which some instance has to hold the connection. */
  keep(): void {
    this.#isKept = true;
  }

  /** See `RepeatedWishes.note`. */
  readonly noteKept = (field: string, value: string | undefined): void => this.#wishes.note(field, value);

  /** See `RepeatedWishes.look`. */
  async lookAtWishes(isListed: boolean): Promise<void> {
    this.#isKept = await this.#wishes.look(isListed);
  }

  open(options: ConnectionOptions, onMessage: MessageHandler): SharedSource {
    const { link, profile, bus } = this.#parts;
    const access = {
      instance: bus.instance,
      wish: (field: string, value: string | undefined) => this.#wish(field, value),
      ask: (method: string, body: object) => this.ask(method, body),
      leave: (left: SharedConnection) => this.#left(left),
    };
    const connection = new SharedConnection(profile, options, access, onMessage);
    const epoch = (): string => this.#window.replica.epoch;
    const coverage = new SharedCoverage({ link, key: this.#keys.notes, connection, epoch });
    this.#connection = connection;
    void this.#wish(userField(bus.instance), '1')
      .catch(() => {})
      .then(() => this.look());
    return { connection, coverage, log: this.#window.replica, fresh: (filters) => this.#fresh(coverage, filters) };
  }

  /** See `askHolder`. */
  ask(method: string, body: object): Promise<unknown> {
    return askHolder({ ...this.#parts, heldBy: () => this.#heldBy, look: () => this.look() }, method, body);
  }

  /** Looks at how things stand in Redis; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#parts.log.debug('A shared profile could not be looked at', { error }))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** What the holder tells of the connection. */
  told(told: ToldState): void {
    this.#told = told;
    this.#heldBy = told.holder;
    this.#show();
  }

  /** The instance stops: another one takes over at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#stopWatching();
    await this.#looking;
    await this.#letGo('end');
    this.#window.stop();
  }

  async #look(): Promise<void> {
    const { link } = this.#parts;
    if (!link.isUp || this.#isStopped) return;
    if (this.#holder === undefined && !this.#isLettingGo) await this.#contend();
    if (await this.#window.load()) await this.#window.check();
    const told = await link.command('HGET', this.#keys.state, 'now');
    if (typeof told === 'string') this.#told = toldStateSchema.parse(JSON.parse(told));
    this.#show();
  }

  async #contend(): Promise<void> {
    const { link, bus, newClientId } = this.#parts;
    const isNeeded = this.#connection !== undefined || this.#isKept;
    if (!isNeeded || performance.now() < this.#notBefore || (await this.#precedence.isForOthers(this.#window.isLoaded))) {
      const held = await link.command('GET', this.#keys.lease);
      this.#heldBy = typeof held === 'string' ? instanceOf(held) : undefined;
      return;
    }
    const taken = await this.#lease.acquire(newBeginning(newClientId()));
    this.#heldBy = 'heldBy' in taken ? taken.heldBy : bus.instance;
    if (!('heldBy' in taken)) await this.#hold(taken);
  }

  async #hold(acquired: Acquired): Promise<void> {
    const { profile, optionsOf, log } = this.#parts;
    try {
      const options = optionsOf(profile);
      if (options === undefined) throw new AppError('profile-not-found', `There is no profile "${profile}".`);
      this.#holder = await Holder.open({
        ...this.#parts,
        keys: this.#keys,
        lease: this.#lease,
        acquired,
        options,
        replica: this.#window.replica,
        onOver: (how) => void this.#letGo(how),
      });
      log.info('This instance holds the broker connection', { profile, lease: acquired.holder });
      // Nobody could be told before it was here.
      if (this.#holder.hasFailed) await this.#letGo('end');
    } catch (error) {
      await this.#lease.release();
      const failure = toAppError(error);
      if (failure.code === 'cluster-unavailable') throw failure;
      this.#notBefore = performance.now() + FAILED_WAIT_MS;
      this.#connection?.follow({ name: 'failed', since: Date.now(), error: failure });
    }
  }

  /** Gives the connection up: in order, or at once where another may have it already. */
  async #letGo(how: 'end' | 'abandon'): Promise<void> {
    const holder = this.#holder;
    if (holder === undefined) return;
    this.#holder = undefined;
    this.#notBefore = performance.now() + (holder.hasFailed && this.#connection?.isOver !== false ? FAILED_WAIT_MS : 0);
    this.#isLettingGo = true;
    await (how === 'abandon' ? holder.abandon() : holder.end());
    await this.#lease.release();
    this.#isLettingGo = false;
    this.#parts.bus.news('released', { profile: this.#parts.profile });
  }

  async #wish(field: string, value: string | undefined): Promise<void> {
    if (value === undefined) await this.#parts.link.command('HDEL', this.#keys.wishes, field);
    else await this.#parts.link.command('HSET', this.#keys.wishes, field, value);
  }

  async #fresh(coverage: SharedCoverage, filters: readonly string[]): Promise<void> {
    try {
      if (!(await this.#window.load())) {
        await this.look();
        await this.#window.load();
      }
      await this.#window.catchUp();
      await coverage.ask(filters);
    } catch (error) {
      // Redis is away: what is in memory can still be read.
      if (this.#parts.link.isUp || !this.#window.isLoaded) throw error;
    }
  }

  #left(connection: SharedConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    // Its wishes stay for a while, for readers that come back.
    void this.#wish(userField(this.#parts.bus.instance), undefined).catch(() => {});
  }

  #linkChanged(isUp: boolean): void {
    this.#show();
    if (!isUp) return;
    void this.#connection?.wishAgain().catch(() => {});
    void this.look();
  }

  /** The log has begun anew, or part of it was missed: readers come back and are told of the gap. */
  #beginAnew(error?: unknown): void {
    const { log, profile } = this.#parts;
    log.warn('The shared log does not go on from where it was read', { profile, ...(error === undefined ? {} : { error }) });
    this.#window.clear();
    const connection = this.#connection;
    connection?.follow({ name: 'disconnected', since: Date.now() });
    if (connection !== undefined) this.#left(connection);
  }

  #show(): void {
    this.#connection?.follow(this.#stateNow(), this.#told?.clientId);
  }

  #stateNow(): ConnectionState {
    const before = this.#connection?.state;
    if (!this.#parts.link.isUp) return this.#away.because('Redis, which the instances share, cannot be reached', before);
    const told = this.#told;
    const isCurrent = this.#window.isLoaded && told?.holder === this.#heldBy && told?.epoch === this.#window.replica.epoch;
    if (told === undefined || !isCurrent) return this.#away.because('Another instance takes the broker connection over', before);
    this.#away.end();
    return receiveState(told.state);
  }
}
