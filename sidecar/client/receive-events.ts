/**
 * What an event of the stream means: takes batches apart, puts chunks together, marks repeats, and moves the resume point once an
 * event is dealt with. Used by the stream, whatever the transport.
 */
import { createAssembler } from './chunks.ts';
import { createFailure, isFailure } from './failure.ts';
import type { Listeners } from './listeners.ts';
import type { SseEvent } from './sse-parser.ts';
import type { ConnectOptions, Gap, Message } from './types.ts';
import { read, readBatch } from './wire.ts';

/** How many ids are remembered to know a repeat. */
const REMEMBERED = 4096;
/** A message that is damaged this often in a row is passed over: it would hold up all that follows. */
const TRIES = 3;

export interface Receiver {
  lastEventId: string | undefined;
  /** @throws Failure when the stream cannot go on and has to be opened again */
  receive(event: SseEvent): Promise<void>;
  /**
   * Called before every attempt.
   * @param hasNewTopics whether it asks for topics that the stream before did not have
   */
  reset(hasNewTopics: boolean): void;
}

export function createReceiver(
  options: ConnectOptions,
  { emit }: Listeners,
  deliver: (message: Message) => Promise<unknown>,
  onAuthExpired: () => void,
): Receiver {
  const assembler = createAssembler(options);
  /** The ids that are remembered, the oldest first, and the same to look them up. */
  const ids: string[] = [];
  const seen: Record<string, boolean> = {};
  let damaged = { id: '', times: 0 };
  let isAfterSubscribe = false;
  /** From this event on nothing is missing; ids are ordered as text. */
  let since: string | undefined;

  /** @param id of the event, which is that of the last message */
  async function deliverAll(messages: readonly Message[], id: string): Promise<void> {
    const isSeen = seen[id];
    for (const message of messages) {
      const { repeatOf = '' } = message;
      const repeat = isSeen || (since && repeatOf >= since) ? { repeat: true } : {};
      // Added in place: a message in chunks has a property that a copy would not have.
      await deliver(Object.assign(message, repeat, id && message === messages[messages.length - 1] ? { id } : {}));
    }
    if (id === '') return;
    since ??= id;
    if (isSeen) return;
    seen[id] = true;
    if (ids.push(id) > REMEMBERED) delete seen[ids.shift() ?? ''];
  }

  async function receiveChunk({ data, id }: SseEvent): Promise<void> {
    const chunk = read(data, 'crc32');
    let message: Message | undefined;
    try {
      message = await assembler.add(chunk);
    } catch (error) {
      damaged = { id: chunk.message, times: damaged.id === chunk.message ? damaged.times + 1 : 1 };
      if (damaged.times === TRIES) {
        receiver.lastEventId = chunk.message;
        emit('gap', { reason: 'corrupt', dropped: 1 });
      }
      throw error;
    }
    if (message) await deliverAll([message], id);
  }

  function tellGap(gap: Gap): void {
    const isExpected = isAfterSubscribe && gap.reason === 'history-expired';
    isAfterSubscribe = false;
    since = undefined;
    emit('gap', isExpected ? { ...gap, afterSubscribe: true } : gap);
  }

  async function interpret(event: SseEvent): Promise<void> {
    const { name, data, id } = event;
    if (name === 'message') await deliverAll([read(data, 'topic')], id);
    if (name === 'batch') await deliverAll(readBatch(data), id);
    if (name === 'chunk') await receiveChunk(event);
    if (name === 'gap') tellGap(read(data, 'reason'));
    if (name === 'broker') emit(name, read(data, 'state'));
    if (name === 'auth-expired') {
      onAuthExpired();
      emit(name, data);
    }
  }

  const receiver: Receiver = {
    lastEventId: options.lastEventId,
    reset(hasNewTopics) {
      assembler.reset();
      isAfterSubscribe = hasNewTopics;
      if (hasNewTopics) since = undefined;
    },
    async receive(event) {
      try {
        await interpret(event);
      } catch (error) {
        if (isFailure(error)) throw error;
        // Asking for it again would bring the same: it is told, and the stream goes on.
        emit('error', createFailure(`Unreadable ${event.name}: ${String(error)}`, { code: 'protocol' }));
      }
      if (event.id) receiver.lastEventId = event.id;
    },
  };
  return receiver;
}
