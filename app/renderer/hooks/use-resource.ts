/**
 * Something that the desktop knows: asked for once, then followed where it can change. An event that overtakes the first
 * answer is the newer of the two and wins. Both functions have to be the same ones at every render.
 */
import { useEffect, useState } from 'react';
import { toFailure } from '../../shared/api-error.ts';
import type { Close } from '../../shared/dashboard-api.ts';
import type { Failure } from '../../shared/ipc/result.ts';

export interface Resource<Value> {
  /** Null until the first answer, and in a browser for ever. */
  readonly value: Value | null;
  readonly error: Failure | null;
  /** What a call has answered meanwhile. */
  readonly set: (value: Value) => void;
}

export function useResource<Value>(
  load: (() => Promise<Value>) | undefined,
  follow?: (listener: (value: Value) => void) => Close,
): Resource<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [error, setError] = useState<Failure | null>(null);

  useEffect(() => {
    if (load === undefined) return undefined;
    let isCurrent = true;
    let isOvertaken = false;
    const stop = follow?.((next) => {
      isOvertaken = true;
      setValue(() => next);
    });
    load().then(
      (first) => isCurrent && !isOvertaken && setValue(() => first),
      (thrown: unknown) => isCurrent && setError(toFailure(thrown)),
    );
    return () => {
      isCurrent = false;
      stop?.();
    };
  }, [load, follow]);

  return { value, error, set: setValue };
}
