/** A figure of the sidecar beside the same of what it is compared with: bare mqtt.js in its place. Pure. */

export interface Compared<T> {
  readonly sidecar: T;
  readonly bare: T;
}

/** How many times the bare figure the sidecar's is. */
export function ratio({ sidecar, bare }: Compared<number>): number {
  return sidecar / bare;
}

/** The same part of both. */
export function pick<T, U>({ sidecar, bare }: Compared<T>, part: (whole: T) => U): Compared<U> {
  return { sidecar: part(sidecar), bare: part(bare) };
}
