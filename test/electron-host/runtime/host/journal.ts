/**
 * What the app showed to a person or asked the system to do, in order. A headless host shows nothing, so specs that
 * run on the host alone read it here (`globalThis.__electronHost.journal`); specs that run on real Electron too must
 * stub the module instead.
 */

export interface Journal {
  readonly notifications: { readonly title: string; readonly body: string }[];
  readonly dialogs: { readonly name: string; readonly options: object }[];
  /** URLs and paths handed to the system by `shell`. */
  readonly opened: string[];
  readonly relaunches: object[];
}

export function createJournal(): Journal {
  return { notifications: [], dialogs: [], opened: [], relaunches: [] };
}
