/**
 * What the parts of the probe app, and the specs that drive it, know of each other.
 */

export interface Status {
  readonly state: 'stopped' | 'starting' | 'running';
  readonly port?: number;
}

export interface Note {
  readonly text: string;
  readonly when: Date;
  readonly bytes: Uint8Array;
}

/** What the preload exposes as `window.probe`. */
export interface ProbeApi {
  readonly platform: string;
  status(): Promise<Status>;
  save(note: unknown): Promise<{ file: string }>;
  secret(text: string): Promise<{ prefix: string; back: string }>;
  /** Returns what stops the listening. */
  onStatus(listener: (status: Status) => void): () => void;
}

/** What main exposes to specs, since nothing can click a tray menu from outside. */
export interface ProbeSeam {
  menu(): { id: string; label: string; enabled: boolean }[];
  click(id: string): void;
  clickIcon(): void;
  readonly opened: string[];
}

declare global {
  var probe: ProbeApi;
  var __probe: ProbeSeam;
}
