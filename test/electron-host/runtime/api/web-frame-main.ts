/**
 * `webContents.mainFrame`, which is also the `senderFrame` of IPC: where the message comes from.
 */
import { guardUnknown } from '../host/guard.ts';

/** Where the frame is at the moment of asking. */
interface FramePlace {
  readonly url: () => string;
  readonly origin: () => string;
}

export class WebFrameMain {
  readonly name = '';
  readonly parent = null;
  readonly processId = 1;
  readonly routingId: number;
  readonly #place: FramePlace;

  constructor(routingId: number, place: FramePlace) {
    this.routingId = routingId;
    this.#place = place;
  }

  get url(): string {
    return this.#place.url();
  }

  get origin(): string {
    return this.#place.origin();
  }

  get top(): WebFrameMain {
    return this;
  }
}

guardUnknown('WebFrameMain', WebFrameMain.prototype);
