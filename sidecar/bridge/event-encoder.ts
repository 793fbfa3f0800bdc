/**
 * Messages as the bytes of events. Every stream that asked for the same encoding over the same framing shares one encoder, and
 * the hub hands a message to all its readers before the next: so remembering the latest message is enough to encode each
 * once, however many streams there are, and all of them hold the same bytes.
 */
import type { HubMessage } from '../hub/message.ts';
import type { PayloadEncodingChoice } from '../mqtt/payload-codec.ts';
import { eventText, frame, type Framing } from './event-frame.ts';
import { EventRun, type QueuedEvent } from './event-run.ts';
import { messageData } from './message-data.ts';

/** `object`: the JSON of the message alone, for batches. */
export type EventForm = Framing | 'object';

interface EncoderSettings {
  readonly encoding: PayloadEncodingChoice;
  readonly form: EventForm;
  /** Larger payloads are cut. */
  readonly chunkBytes: number;
}

/** What a large message counts while it waits: it stands in the log, not here. */
const PLACE_BYTES = 256;

export class EventEncoder {
  readonly settings: EncoderSettings;
  readonly #turn: () => number;
  #latest: HubMessage | undefined;
  #event: QueuedEvent | undefined;
  #run = new EventRun();
  #turnOfRun = 0;

  /** @param turn number of the turn that passes; the events of one go out together */
  constructor(settings: EncoderSettings, turn: () => number) {
    this.settings = settings;
    this.#turn = turn;
  }

  encode(message: HubMessage): QueuedEvent {
    if (this.#event !== undefined && isSame(message, this.#latest)) return this.#event;
    const event = this.#placed(this.encodeAs(message, message.id));
    this.#latest = message;
    this.#event = event;
    return event;
  }

  /** What is cut, or becomes part of a batch, is put together for each stream by itself. */
  #placed(event: QueuedEvent): QueuedEvent {
    if (event.bytes === undefined || this.settings.form === 'object') return event;
    const turn = this.#turn();
    if (turn !== this.#turnOfRun || this.#run.isFull) {
      this.#run = new EventRun();
      this.#turnOfRun = turn;
    }
    const { bytes, size, message } = event;
    const placed = { bytes, size, message, run: this.#run, index: this.#run.length };
    this.#run.add(placed);
    return placed;
  }

  /** Encodes it under an id of one stream's own. */
  encodeAs(message: HubMessage, id: string): QueuedEvent {
    const { topic, epoch, seq } = message;
    const place = { id, topic, epoch, seq };
    if (message.payload.length > this.settings.chunkBytes) return { bytes: undefined, size: PLACE_BYTES, message: place };
    const bytes = this.#bytes(JSON.stringify(messageData(message, this.settings.encoding)), id);
    // In a batch a comma follows.
    return { bytes, size: this.settings.form === 'object' ? bytes.length + 1 : bytes.length, message: place };
  }

  #bytes(json: string, id: string): Buffer {
    const { form } = this.settings;
    return form === 'object' ? Buffer.from(json) : frame(eventText({ id, event: 'message', data: json }), form);
  }
}

/** Streams that read the log get each an object of their own for the same message. */
function isSame(message: HubMessage, latest: HubMessage | undefined): boolean {
  return message === latest || (message.seq === latest?.seq && message.epoch === latest.epoch);
}

/** One encoder for each (encoding, form); there are few. */
export class EventEncoders {
  readonly #chunkBytes: number;
  readonly #turn: () => number;
  readonly #encoders = new Map<string, EventEncoder>();

  /** @param turn see `EventEncoder` */
  constructor(chunkBytes: number, turn: () => number) {
    this.#chunkBytes = chunkBytes;
    this.#turn = turn;
  }

  for(encoding: PayloadEncodingChoice, form: EventForm): EventEncoder {
    const key = `${encoding} ${form}`;
    let encoder = this.#encoders.get(key);
    if (encoder === undefined) {
      encoder = new EventEncoder({ encoding, form, chunkBytes: this.#chunkBytes }, this.#turn);
      this.#encoders.set(key, encoder);
    }
    return encoder;
  }
}
