/**
 * A subscription as an async iterator. It holds one message at most: the stream waits until the loop asks for the next, so a
 * slow loop fills no memory, and the resume point never passes a message whose turn in the loop has not ended.
 */
import type { Listener, Message } from './types.ts';

export interface MessageIterator {
  readonly iterator: AsyncIterableIterator<Message>;
  readonly listener: Listener<Message>;
  end(): void;
}

/** @param onEnd ends the subscription; called once, by whichever side ends first */
export function createMessageIterator(onEnd: () => void): MessageIterator {
  const asking: ((result: IteratorResult<Message, undefined>) => void)[] = [];
  let offered: Message | undefined;
  let release: (() => void) | undefined;
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    release?.();
    for (const answer of asking) answer({ done: true, value: undefined });
    onEnd();
  }

  const iterator: AsyncIterableIterator<Message> = {
    [Symbol.asyncIterator]: () => iterator,
    next() {
      if (ended) return Promise.resolve({ done: true, value: undefined });
      if (offered) {
        const value = offered;
        offered = undefined;
        return Promise.resolve({ done: false, value });
      }
      release?.();
      return new Promise((resolve) => asking.push(resolve));
    },
    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };

  return {
    iterator,
    end,
    listener: (message) =>
      new Promise<void>((resolve) => {
        release = resolve;
        const answer = asking.shift();
        if (answer) answer({ done: false, value: message });
        else offered = message;
        // Whoever has asked for the one after it as well does not ask again.
        if (ended || asking.length > 0) resolve();
      }),
  };
}
