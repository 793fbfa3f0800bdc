/**
 * How long to wait before an attempt to reconnect. Waits grow so that a broker which comes back is not run over, and are
 * spread at random so that many clients which lost it at the same moment don't return at the same moment. Pure.
 */
import type { ReconnectPolicy } from './types.ts';

/**
 * @param attempt 1 for the first attempt after the connection was lost
 * @param random a number from 0 (included) to 1 (excluded), as `Math.random` gives
 * @returns milliseconds, at least 1, because a period of 0 switches mqtt.js's reconnecting off
 */
export function backoffMs({ minMs, maxMs, factor, jitter }: ReconnectPolicy, attempt: number, random: number): number {
  const base = Math.min(maxMs, minMs * factor ** (attempt - 1));
  return Math.max(1, Math.round(base * (1 + jitter * (2 * random - 1))));
}
