/**
 * Which retained messages one stream gets: none that its client has had, and each once although overlapping filters make a
 * broker send it for each. Only consulted for retained messages, and forgotten once the first have passed.
 */
import type { EventLog } from '../hub/log/event-log.ts';
import type { HubMessage } from '../hub/message.ts';
import type { ResumePlan } from './resume.ts';

export class RetainedFilter {
  readonly #log: EventLog;
  #had: ResumePlan['had'];
  #values: Map<string, Buffer> | undefined;

  constructor(log: EventLog, had: ResumePlan['had']) {
    this.#log = log;
    this.#had = had;
  }

  /** Whether the value is new to the client; from then on it is not. */
  isNew({ topic, payload }: HubMessage): boolean {
    this.#values ??= this.#read();
    if (this.#values.get(topic)?.equals(payload)) return false;
    this.#values.set(topic, payload);
    return true;
  }

  /** What is sent live counts as well: a broker may have kept the same value meanwhile. */
  forget(): void {
    this.#had = undefined;
    this.#values = undefined;
  }

  #read(): Map<string, Buffer> {
    const values = new Map<string, Buffer>();
    for (let seq = this.#had?.from ?? 0; seq < (this.#had?.to ?? 0); seq += 1) {
      const message = this.#log.get(seq);
      if (message !== undefined) values.set(message.topic, message.payload);
    }
    return values;
  }
}
