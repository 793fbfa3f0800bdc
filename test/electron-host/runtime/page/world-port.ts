/**
 * Makes a `WorldPort`. Runs in the page, in both worlds, as source text: refers to nothing outside itself.
 */
import type { WorldMessages, WorldPort } from './wire.ts';

/** @param prefix a name that the page cannot guess, so that it cannot join in */
export function createWorldPort(prefix: string): WorldPort {
  return {
    fire(name, message) {
      document.dispatchEvent(new CustomEvent(prefix + name, { detail: JSON.stringify(message) }));
    },
    listen<K extends keyof WorldMessages>(name: K, listener: (message: WorldMessages[K]) => void) {
      // Both ends are ours, and the name says which message it is.
      const parse: (text: string) => WorldMessages[K] = JSON.parse;
      const onEvent = (event: Event): void => {
        if (event instanceof CustomEvent) listener(parse(String(event.detail)));
      };
      document.addEventListener(prefix + name, onEvent);
      return () => document.removeEventListener(prefix + name, onEvent);
    },
  };
}
