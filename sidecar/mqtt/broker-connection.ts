/**
 * A broker connection on one mqtt.js client: its events go into the state machine, and what that decides is done here. mqtt.js
 * reconnects by itself; this sets how long it waits and which version it speaks, and ends it when the machine says so.
 * Nothing of mqtt.js leaves this folder.
 */
import { Socket } from 'node:net';
import type { IConnackPacket, MqttClient } from 'mqtt';
import { AppError } from '../errors.ts';
import { backoffMs } from './backoff.ts';
import type { BrokerConnectionParts } from './broker-connection-parts.ts';
import { planClient, type ClientPlan } from './client-options.ts';
import type { Closure } from './closure.ts';
import { logState, notConnected } from './connection-words.ts';
import { isOver, nextAttempt, startMachine, step } from './connection-machine.ts';
import type { Machine, MachineEvent, MachineSettings, NextStep } from './connection-machine.ts';
import { endClient } from './end-client.ts';
import { Inbound } from './inbound.ts';
import { LinkObserver } from './link-observer.ts';
import { openClient } from './open-client.ts';
import { Publisher } from './publisher.ts';
import { readServerLimits } from './server-limits.ts';
import { Subscriber } from './subscriber.ts';
import { Takeover } from './takeover.ts';
import { TokenLogin } from './token-login.ts';
import type {
  BrokerConnection,
  ConnectionOptions,
  ConnectionState,
  OutgoingMessage,
  PublishOptions,
  PublishResult,
  QoS,
  SubscribeOptions,
  TrafficCounters,
} from './types.ts';

const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Opens a connection; `ready()` tells how that went.
 * @throws AppError `invalid-arguments` or `invalid-topic` when the options cannot be used
 */
export function createBrokerConnection(parts: BrokerConnectionParts): BrokerConnection {
  return new MqttConnection(parts, planClient(parts.options));
}

class MqttConnection implements BrokerConnection {
  readonly id: string;
  readonly url: string;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly tls: boolean;
  readonly counters: TrafficCounters = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };
  readonly #options: ConnectionOptions;
  readonly #settings: MachineSettings;
  readonly #clock: () => number;
  readonly #random: () => number;
  readonly #log: BrokerConnectionParts['log'];
  readonly #client: MqttClient;
  readonly #link: LinkObserver;
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  readonly #inbound: Inbound;
  readonly #login: TokenLogin | undefined;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #deadline: NodeJS.Timeout;
  #machine: Machine;
  /** What mqtt.js waits, or will wait, before the next attempt. */
  #waitMs: number;
  #ended: Promise<void> = Promise.resolve();
  #handlerFails = false;
  /** The connection is being taken over to a new token. */
  #takeover: Takeover | undefined;

  constructor(parts: BrokerConnectionParts, { address, clientId, username, options }: ClientPlan) {
    const {
      id,
      onMessage,
      onSession,
      onSubscriptionLost,
      log,
      answerTimeoutMs = ANSWER_TIMEOUT_MS,
      clock = Date.now,
      random = Math.random,
    } = parts;
    this.id = id;
    this.url = address.display;
    this.clientId = clientId;
    this.username = username;
    this.tls = address.tls;
    this.#options = parts.options;
    this.#log = log;
    this.#clock = clock;
    this.#random = random;
    const { protocolVersion, keepTrying = false, connectTimeoutMs, reconnect } = parts.options;
    this.#settings = { target: address.target, clientId, protocolVersion, keepTrying };
    this.#machine = startMachine(this.#settings, clock());
    this.#waitMs = reconnect.minMs;
    // Whoever wants to know asks `ready()`; nobody has to.
    this.#ready.promise.catch(() => {});

    const client = openClient(options, parts.options.lookup);
    const { counters } = this;
    const shared = { client, target: address.target, timeoutMs: answerTimeoutMs };
    this.#client = client;
    this.#publisher = new Publisher({ ...shared, counters });
    this.#subscriber = new Subscriber({ ...shared, log, onLost: onSubscriptionLost });
    this.#link = new LinkObserver(client, (closure) => this.#closed(closure));
    this.#inbound = new Inbound({
      client,
      onMessage,
      clock,
      counters,
      isOpen: () => !isOver(this.#machine),
      isLeaving: () => this.#takeover !== undefined && this.#keepsSession,
      onSession,
      onHandlerState: (error) => this.#noteHandler(error),
    });
    client.on('connect', (packet) => this.#connected(packet));
    // mqtt.js reads the wait right after these two, whenever it is about to begin one.
    client.on('offline', () => this.#prepareWait());
    client.on('reconnect', () => {
      this.#apply({ type: 'attempt' });
      this.#prepareWait();
    });
    this.#deadline = setTimeout(() => this.#apply({ type: 'deadline' }), connectTimeoutMs);
    if (parts.options.tokens !== undefined) {
      this.#login = new TokenLogin({
        client,
        source: parts.options.tokens,
        log,
        clock,
        isOver: () => isOver(this.#machine),
        onFailed: (error) => this.#closed({ kind: 'no-token', error }),
        onRenewed: () => void this.#takeOver(),
      });
      void this.#login.connect();
      return;
    }
    try {
      client.connect();
    } catch (error) {
      clearTimeout(this.#deadline);
      const why = error instanceof Error ? error.message : String(error);
      throw new AppError('invalid-arguments', `No connection to ${this.url} can be made with these options: ${why}.`, { cause: error });
    }
  }

  get state(): ConnectionState {
    return this.#machine.state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  async subscribe(filter: string, options: SubscribeOptions): Promise<{ qos: QoS }> {
    this.#assertNotOver();
    const granted = await this.#subscriber.subscribe(filter, options);
    // Lost on the way: unless it is over for good, the subscription is made at the reconnect.
    if (granted === undefined) this.#assertNotOver();
    return { qos: granted ?? options.qos };
  }

  async unsubscribe(filter: string): Promise<void> {
    this.#assertNotOver();
    await this.#subscriber.unsubscribe(filter);
  }

  async publish(message: OutgoingMessage, options?: PublishOptions): Promise<PublishResult> {
    if (this.#takeover !== undefined) await this.#takeover.done;
    this.#assertNotOver();
    if (this.state.name !== 'connected') throw notConnected(this.state, this.url);
    return this.#publisher.publish(message, options);
  }

  async close(): Promise<void> {
    this.#apply({ type: 'close' });
    await this.#ended;
  }

  #connected(packet: IConnackPacket): void {
    if (isOver(this.#machine)) return;
    const { sessionPresent, properties } = packet;
    const limits = readServerLimits(this.#machine.version, properties);
    // Clean start means to begin anew, not to drop on every reconnect the session that the broker is asked to keep.
    if (this.#machine.version === 5 && (this.#options.sessionExpirySeconds ?? (this.#login === undefined ? 0 : 1)) > 0)
      this.#client.options.clean = false;
    const { stream } = this.#client;
    // mqtt.js adds a listener for every message that waits for the socket to drain.
    stream.setMaxListeners(0);
    // With Nagle's algorithm (RFC 896) an acknowledgement waits up to 40 ms for the peer's own delayed one.
    if (stream instanceof Socket) stream.setNoDelay(true);
    this.#publisher.connected(limits);
    this.#subscriber.connected(sessionPresent, limits);
    clearTimeout(this.#deadline);
    const isUnbroken = this.#takeover !== undefined && sessionPresent;
    this.#takeover?.end();
    this.#login?.connected();
    // Whoever uses the connection need not know that it is another one, as long as nothing was lost between the two.
    if (!isUnbroken) this.#apply({ type: 'connected', sessionPresent });
    this.#ready.resolve();
  }

  #closed(closure: Closure): void {
    this.#subscriber.connectionLost();
    this.#publisher.connectionLost(closure.kind === 'disconnected' ? closure.code : undefined);
    this.#login?.stop();
    if (this.#takeover?.leave() === true) {
      this.#client.connect();
      return;
    }
    this.#takeover?.end();
    if (this.#login !== undefined) this.#prepareWait();
    const { do: next } = this.#apply({ type: 'closed', closure, waitMs: this.#waitMs });
    if (next === 'nothing' && !isOver(this.#machine)) this.#login?.connectAfter(this.#waitMs, () => this.#apply({ type: 'attempt' }));
  }

  get #keepsSession(): boolean {
    return this.#machine.version === 5 || this.#client.options.clean === false;
  }

  /**
   * Ends the network connection by DISCONNECT, which keeps session and silence of the will (MQTT 5, section 3.14.4), and makes it
   * again with the new token. What is under way is finished before; what is asked meanwhile waits.
   */
  async #takeOver(): Promise<void> {
    if (this.state.name !== 'connected' || this.#takeover !== undefined) return;
    const takeover = new Takeover(() => {
      this.#takeover = undefined;
    });
    this.#takeover = takeover;
    this.#log?.info('The token for the broker was renewed; the connection is made again with it', { url: this.url });
    await takeover.quiet(() => this.#publisher.isIdle && !this.#inbound.isWaiting);
    if (this.#takeover === takeover) takeover.disconnect(this.#client.stream);
  }

  #prepareWait(): void {
    this.#waitMs = backoffMs(this.#options.reconnect, nextAttempt(this.#machine, this.#clock()), this.#random());
    if (!isOver(this.#machine) && this.#login === undefined) this.#client.options.reconnectPeriod = this.#waitMs;
  }

  #apply(event: MachineEvent): NextStep {
    const before = this.#machine.state;
    const { machine, next } = step(this.#machine, event, this.#settings, this.#clock());
    this.#machine = machine;
    this.#client.options.protocolVersion = machine.version;
    if (next.do === 'connect') this.#client.connect();
    if (next.do === 'end') this.#end(next.error);
    if (machine.state !== before) this.#announce(machine.state);
    return next;
  }

  #end(error: AppError): void {
    clearTimeout(this.#deadline);
    this.#ready.reject(error);
    this.#publisher.close();
    this.#login?.stop();
    this.#takeover?.end();
    // The session was kept for the sake of new tokens alone, unless the options ask for it.
    const forgets = this.#login !== undefined && this.#machine.version === 5 && (this.#options.sessionExpirySeconds ?? 0) === 0;
    this.#ended = endClient(this.#client, this.#link.isOpen, forgets);
  }

  #announce(state: ConnectionState): void {
    logState(this.#log, state, this.url);
    for (const listener of this.#listeners) {
      try {
        listener(state);
      } catch (error) {
        // It must not reach mqtt.js, whose event this is.
        this.#log?.error('A listener of the connection failed', { error });
      }
    }
  }

  /** One line when the handler begins to fail and one when it works again, not one a message. */
  #noteHandler(error: unknown): void {
    const fails = error !== undefined;
    if (fails === this.#handlerFails) return;
    this.#handlerFails = fails;
    if (fails) this.#log?.error('A message could not be taken in; the broker will deliver it again if its QoS is 1 or 2', { error });
    else this.#log?.info('Messages are taken in again');
  }

  #assertNotOver(): void {
    if (isOver(this.#machine)) throw notConnected(this.state, this.url);
  }
}
