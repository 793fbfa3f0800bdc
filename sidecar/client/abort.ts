/** Waiting that can be called off. Used by the stream and its transports. */

/** @returns ends the listening, so that a signal that lives long holds nothing that is over */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  signal?.addEventListener('abort', listener);
  return () => signal?.removeEventListener('abort', listener);
}

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const off = onAbort(signal, end);
  });
}
