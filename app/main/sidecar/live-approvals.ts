/** How many questions wait for a person at the running sidecar, kept up to date for the tray. */
import type { AdminEvent } from '../../shared/ipc/admin.ts';
import type { SidecarState } from '../../shared/ipc/sidecar.ts';
import { Listeners } from '../listeners.ts';

export interface LiveApprovals {
  readonly waiting: number;
  /** Told when the number changes. */
  onChange(listener: (waiting: number) => void): () => void;
}

interface LiveApprovalsParts {
  readonly watch: (listener: (event: AdminEvent) => void) => () => void;
  readonly onState: (listener: (state: SidecarState) => void) => () => void;
}

export function followApprovals({ watch, onState }: LiveApprovalsParts): LiveApprovals {
  const listeners = new Listeners<number>();
  let waiting = 0;

  function set(now: number): void {
    if (now === waiting) return;
    waiting = now;
    listeners.tell(waiting);
  }

  watch((event) => {
    if (event.kind === 'snapshot') set(event.snapshot.approvals.length);
    else if (event.kind === 'change' && event.change.approvals !== undefined) set(event.change.approvals.length);
  });
  // What waited there is gone with it.
  onState(({ name }) => {
    if (name !== 'running') set(0);
  });

  return {
    get waiting() {
      return waiting;
    },
    onChange: (listener) => listeners.add(listener),
  };
}
