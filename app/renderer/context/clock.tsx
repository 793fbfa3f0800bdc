/**
 * The present moment for relative times, once a second from one timer for the whole page; no timer while nobody shows any.
 */
import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react';

const TICK_MS = 1000;

interface Ticker {
  readonly listen: (listener: () => void) => () => void;
  readonly now: () => number;
}

function createTicker(): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    listen(listener) {
      listeners.add(listener);
      timer ??= setInterval(tick, TICK_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const ClockContext = createContext<Ticker | null>(null);

export function ClockProvider({ children }: { readonly children: ReactNode }) {
  const [ticker] = useState(createTicker);
  return <ClockContext value={ticker}>{children}</ClockContext>;
}

export function useNow(): number {
  const ticker = useContext(ClockContext);
  if (ticker === null) throw new Error('useNow stands outside of ClockProvider.');
  return useSyncExternalStore(ticker.listen, ticker.now);
}
