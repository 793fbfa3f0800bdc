/**
 * Keeps a message out of the log that is in it already: whoever stored it was gone, or its connection, before the
 * acknowledgement reached the broker. In a session that is kept, the broker repeats such a message under its packet identifier
 * and marks it [MQTT-4.4.0-1, MQTT-3.3.1-1]; that and its content have to be the same.
 */
import { hash } from 'node:crypto';
import type { IncomingMessage } from '../../mqtt/types.ts';

/** Far more than a broker may have on its way at once (`RECEIVE_MAXIMUM`); below the 65,535 after which identifiers begin anew. */
export const REMEMBERED = 4_096;

export class Redelivered {
  /** Content of what is in the log, by packet identifier, the latest last. */
  readonly #stored = new Map<number, string>();
  readonly #storing = new Map<number, { readonly content: string; readonly done: Promise<void> }>();

  /** To be told of what is in the log, in order. */
  note({ packetId, ...message }: IncomingMessage): void {
    if (packetId !== undefined) this.#note(packetId, contentOf(message));
  }

  /** Stores a message unless it is stored; what it resolves as is what the acknowledgement has to wait for. */
  once(message: IncomingMessage, store: () => Promise<void> | undefined): Promise<void> | undefined {
    const { packetId, dup } = message;
    if (packetId === undefined) return store();
    const content = contentOf(message);
    const storing = this.#storing.get(packetId);
    if (dup && storing?.content === content) return storing.done;
    if (dup && this.#stored.get(packetId) === content) return undefined;
    const done = store();
    if (done === undefined) return undefined;
    this.#storing.set(packetId, { content, done });
    const forget = (): void => {
      if (this.#storing.get(packetId)?.done === done) this.#storing.delete(packetId);
    };
    done.then(() => {
      forget();
      this.#note(packetId, content);
    }, forget);
    return done;
  }

  #note(packetId: number, content: string): void {
    this.#stored.delete(packetId);
    this.#stored.set(packetId, content);
    const [oldest] = this.#stored.keys();
    if (this.#stored.size > REMEMBERED && oldest !== undefined) this.#stored.delete(oldest);
  }
}

/** Instead of the content itself, which may be large. */
function contentOf({ topic, payload }: Pick<IncomingMessage, 'topic' | 'payload'>): string {
  return `${topic} ${hash('sha1', payload, 'base64')}`;
}
