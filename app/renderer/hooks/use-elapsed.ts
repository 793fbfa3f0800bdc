/** Whether a time has passed since the component came up. */
import { useEffect, useState } from 'react';

/** @param durationMs milliseconds; the same at every render */
export function useElapsed(durationMs: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), durationMs);
    return () => clearTimeout(timer);
  }, [durationMs]);
  return isOver;
}
