/** A call at a time of the wall clock, which may be further away than a timer of Node's reaches. Used where tokens and certificates expire. */

/** Beyond it a timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Does not keep the process from ending.
 * @param at milliseconds since 1970, as `now` tells them; in the past: as soon as possible
 * @returns calls it off
 */
export function callAt(at: number, now: () => number, callback: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const leftMs = Math.max(0, at - now());
    timer = leftMs > MAX_TIMER_MS ? setTimeout(wait, MAX_TIMER_MS) : setTimeout(callback, leftMs);
    timer.unref();
  };
  wait();
  return () => clearTimeout(timer);
}
