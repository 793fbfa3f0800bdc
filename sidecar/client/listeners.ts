/** Listeners by event, and how they are called: one that throws harms neither the others nor the stream. */
import type { Listener, StreamEvents } from './types.ts';

type Lists = { readonly [Name in keyof StreamEvents]: Listener<StreamEvents[Name]>[] };

export interface Listeners {
  on<Name extends keyof StreamEvents>(name: Name, listener: Listener<StreamEvents[Name]>): () => void;
  emit<Name extends keyof StreamEvents>(name: Name, value: StreamEvents[Name]): void;
  /** The same for those who wait for the listeners: one promise for each, which never rejects. */
  emitAndWait<Name extends keyof StreamEvents>(name: Name, value: StreamEvents[Name]): Promise<void>[];
}

export function createListeners(): Listeners {
  const lists: Lists = {
    'message': [],
    'state': [],
    'gap': [],
    'broker': [],
    'auth-expired': [],
    'error': [],
  };
  const emitAndWait: Listeners['emitAndWait'] = (name, value) => [...lists[name]].map((listener) => call(listener, value));
  return {
    on(name, listener) {
      const list = lists[name];
      if (list.indexOf(listener) < 0) list.push(listener);
      return () => {
        // Of one that is no longer there -1 becomes a place beyond the end.
        list.splice(list.indexOf(listener) >>> 0, 1);
      };
    },
    emitAndWait,
    emit: (name, value) => void emitAndWait(name, value),
  };
}

/** Calls it and waits for its promise, if it returns one. An error of a listener surfaces as it would from a DOM event. */
export async function call<Value>(listener: Listener<Value>, value: Value): Promise<void> {
  try {
    await listener(value);
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
