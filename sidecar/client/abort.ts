/** What can be called off. Used by the stream and its transports. */

/** The part of an `AbortController` that the library needs, for browsers that have none. */
export interface Abort {
  readonly aborted: boolean;
  abort(): void;
  /** @returns ends the listening */
  onAbort(listener: () => void): () => void;
}

export function createAbort(): Abort {
  let aborted = false;
  let listeners: readonly (() => void)[] = [];
  return {
    get aborted() {
      return aborted;
    },
    abort() {
      aborted = true;
      for (const listener of listeners) listener();
    },
    onAbort(listener) {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
  };
}

/** @returns ends the listening, so that a signal that lives long holds nothing that is over */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener('abort', listener);
  return () => signal?.removeEventListener('abort', listener);
}

/** Resolves after `ms`, or as soon as it is called off, also where it has been already. */
export function pause(ms: number, abort: Abort): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const off = abort.onAbort(end);
    if (abort.aborted) end();
  });
}
