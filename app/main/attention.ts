/** What the desktop itself has to tell on the Overview page, beside what the sidecar reports: one entry an id, until it is solved. */
import type { Attention } from '../../sidecar/admin/schema.ts';
import { Listeners } from './listeners.ts';

export interface DesktopAttention {
  list(): readonly Attention[];
  raise(entry: Attention): void;
  solve(id: string): void;
  onChange(listener: () => void): () => void;
}

export function createDesktopAttention(): DesktopAttention {
  const entries = new Map<string, Attention>();
  const listeners = new Listeners<void>();
  return {
    list: () => [...entries.values()],
    raise(entry) {
      entries.set(entry.id, entry);
      listeners.tell();
    },
    solve(id) {
      if (entries.delete(id)) listeners.tell();
    },
    onChange: (listener) => listeners.add(listener),
  };
}
