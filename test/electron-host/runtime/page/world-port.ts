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
      const onEvent = (event: Event): void => {
        if (event instanceof CustomEvent) listener(JSON.parse(event.detail));
      };
      document.addEventListener(prefix + name, onEvent);
      return () => document.removeEventListener(prefix + name, onEvent);
    },
  };
}
