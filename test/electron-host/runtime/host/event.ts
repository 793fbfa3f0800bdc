/**
 * The event object that Electron hands to listeners first.
 */

export interface HostEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** @param details members that this kind of event carries beside */
export function createEvent<T extends object>(details?: T): HostEvent & T;
export function createEvent(details: object = {}): HostEvent {
  let prevented = false;
  return {
    ...details,
    get defaultPrevented() {
      return prevented;
    },
    preventDefault() {
      prevented = true;
    },
  };
}
