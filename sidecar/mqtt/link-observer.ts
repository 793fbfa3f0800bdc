/**
 * Watches one mqtt.js client and works out why each network connection ended, from whichever of its events came first: the
 * broker's CONNACK or DISCONNECT, an error of the socket, a time-out. Also closes what mqtt.js leaves open after an error.
 * Used by the connection only; decides nothing.
 */
import type { MqttClient, Packet } from 'mqtt';
import type { Closure } from './closure.ts';
import { NotAcknowledged } from './inbound.ts';
import { errorCode } from './network-failure.ts';

/** How mqtt.js words its own time-outs; it gives them no code. */
const CONNACK_TIMEOUT = 'connack timeout';
const KEEPALIVE_TIMEOUT = 'Keepalive timeout';

export class LinkObserver {
  readonly #client: MqttClient;
  #closure: Closure | undefined;
  #answered = false;
  #isOpen = false;

  /** @param onClosed called once for every network connection, after it is gone */
  constructor(client: MqttClient, onClosed: (closure: Closure) => void) {
    this.#client = client;
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'connect') this.#begin();
    });
    client.on('packetreceive', (packet) => {
      this.#received(packet);
    });
    client.on('error', (error) => {
      this.#failed(error);
    });
    client.on('close', () => {
      this.#isOpen = false;
      onClosed(this.#closure ?? { kind: 'silent', answered: this.#answered });
    });
  }

  /** Whether there is a socket, be it connected or on its way. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  #begin(): void {
    this.#closure = undefined;
    this.#answered = false;
    this.#isOpen = true;
    // mqtt.js keeps errors without a code to itself, among them a refused WebSocket handshake.
    this.#client.stream.on('error', (error: Error) => {
      this.#note({ kind: 'network', error });
    });
  }

  /** The first cause is the true one; what follows are its consequences. */
  #note(closure: Closure): void {
    this.#closure ??= closure;
  }

  #received(packet: Packet): void {
    if (packet.cmd === 'connack') {
      this.#answered = true;
      const code = packet.reasonCode ?? packet.returnCode ?? 0;
      if (code !== 0) this.#note({ kind: 'refused', code, ...wordsOf(packet.properties) });
    } else if (packet.cmd === 'disconnect') {
      this.#note({ kind: 'disconnected', code: packet.reasonCode ?? 0, ...wordsOf(packet.properties) });
      // After DISCONNECT nothing may follow (section 3.14.4); mqtt.js waits for the broker to close.
      this.#client.stream.destroy();
    }
  }

  #failed(error: Error): void {
    if (error instanceof NotAcknowledged) return;
    if (error.message === CONNACK_TIMEOUT) this.#note({ kind: 'timeout' });
    else if (error.message === KEEPALIVE_TIMEOUT) this.#note({ kind: 'keepalive' });
    else if (errorCode(error) !== undefined) this.#note({ kind: 'network', error });
    else this.#note({ kind: 'protocol', detail: error.message, answered: this.#answered });
    // After a malformed packet mqtt.js goes on reading; the standard wants the connection closed [MQTT-4.13.1-1].
    if (this.#isOpen && !this.#client.stream.destroyed) this.#client.stream.destroy();
  }
}

function wordsOf(properties: { readonly reasonString?: string; readonly serverReference?: string } | undefined) {
  return {
    ...(properties?.reasonString === undefined ? {} : { reason: properties.reasonString }),
    ...(properties?.serverReference === undefined ? {} : { serverReference: properties.serverReference }),
  };
}
