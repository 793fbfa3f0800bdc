/**
 * A server with its readers and a publisher, ready to be measured: numbers and stamps what is published, and waits until
 * it has arrived. Every scenario works on one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from '../lib/process-usage.ts';
import type { ReaderFleet } from './reader-fleet.ts';
import type { Report } from './reader-protocol.ts';
import type { Publisher, StreamServer } from './servers/server.ts';
import { nowMicros, stampedPayload } from './stamp.ts';
import { topicOf, type Topics } from './target.ts';

/** As in the other measurements of this field: a reading with its name, unit and time. */
const PAYLOAD_BYTES = 256;
const ARRIVAL_TIMEOUT_MS = 20_000;

export interface Figures extends Report {
  readonly deliveriesPerSecond: number;
  /** Of a processor, by the server. */
  readonly serverCpuPercent: number;
}

export interface BedParts {
  readonly server: StreamServer;
  readonly readers: ReaderFleet;
  readonly connections: number;
  readonly topics: Topics;
}

export class TestBed implements AsyncDisposable {
  readonly server: StreamServer;
  readonly readers: ReaderFleet;
  readonly connections: number;
  readonly openedPerSecond: number;
  readonly #topics: Topics;
  readonly #publisher: Publisher;
  #published = 0;

  private constructor({ server, readers, connections, topics }: BedParts, publisher: Publisher, openedPerSecond: number) {
    this.server = server;
    this.readers = readers;
    this.connections = connections;
    this.openedPerSecond = openedPerSecond;
    this.#topics = topics;
    this.#publisher = publisher;
  }

  static async open(parts: BedParts): Promise<TestBed> {
    const { server, readers, connections, topics } = parts;
    const openedPerSecond = await readers.open(server.target, topics, connections);
    return new TestBed(parts, await server.openPublisher(), openedPerSecond);
  }

  /** Messages so far. */
  get published(): number {
    return this.#published;
  }

  publish(): void {
    const topic = topicOf(this.#topics, this.#published % this.connections);
    this.#published += 1;
    this.#publisher.publish(topic, stampedPayload(this.#published, nowMicros(), PAYLOAD_BYTES));
  }

  /** Publishes what none of the readers gets. */
  publishAside(topic: string, bytes: number): void {
    this.#publisher.publish(topic, 'x'.repeat(bytes));
  }

  /** Counts and times what arrives while the work is done, and until all that it published has arrived. */
  async measure(work: () => Promise<void>, { lookEvery = 1 }: { readonly lookEvery?: number } = {}): Promise<Figures> {
    const { readers, server } = this;
    const before = this.#published;
    const [cpu, beganAt] = [cpuSeconds(server.pid), performance.now()];
    await readers.begin(lookEvery);
    await work();
    const seconds = (performance.now() - beganAt) / 1000;
    const serverCpuPercent = ((cpuSeconds(server.pid) - cpu) / seconds) * 100;
    // What is still on its way then was replaced by what was on its way at the beginning.
    const deliveriesPerSecond = (await readers.progress()).deliveries / seconds;
    const wanted = this.#published - before;
    await this.#arrived(wanted);
    const report = await readers.report();
    const lost = this.#topics === 'own' ? wanted - report.deliveries : report.lost;
    return { ...report, lost, deliveriesPerSecond, serverCpuPercent };
  }

  /** Waits, for a while, until all has arrived. @param wanted messages since counting began */
  async #arrived(wanted: number): Promise<void> {
    const giveUpAt = performance.now() + ARRIVAL_TIMEOUT_MS;
    while (performance.now() < giveUpAt) {
      const { slowest, deliveries } = await this.readers.progress();
      if (this.#topics === 'own' ? deliveries >= wanted : slowest >= this.#published) return;
      await delay(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#publisher[Symbol.dispose]();
    await this.readers.close();
  }
}
