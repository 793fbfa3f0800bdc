/** The words of the supervisor: the states of the sidecar's process, what can happen to it, and what may have to be done. */
import type { CrashReason, PortHolder, SidecarState } from '../../shared/ipc/sidecar.ts';

type Named<Name extends SidecarState['name']> = Extract<SidecarState, { name: Name }>;

export interface StartFailure {
  readonly reason: CrashReason;
  /** Starting it again may help. */
  readonly transient: boolean;
  /** Of a port that is in use. */
  readonly portHolder: PortHolder | null;
}

export type State =
  | Exclude<SidecarState, { name: 'starting' | 'running' | 'stopping' }>
  | (Named<'starting'> & {
      /** Why the start is given up; the child's end is awaited. */
      readonly failure: StartFailure | null;
    })
  | Named<'running'>
  | (Named<'stopping'> & { readonly next: 'stop' | 'start' });

export interface Machine {
  readonly state: State;
  /** The port to start on. */
  readonly port: number;
  /** Moments of the crashes that still count. */
  readonly crashes: readonly number[];
}

export type MachineEvent =
  /** Asked for by a person, or by the settings at the start of the program. */
  | { readonly type: 'start' | 'stop' | 'restart' }
  | { readonly type: 'port-changed'; readonly port: number }
  /** Use the sidecar that holds the port. */
  | { readonly type: 'attach'; readonly pid: number | null; readonly mcpUrl: string }
  | { readonly type: 'attached-gone' }
  | { readonly type: 'child-ready'; readonly port: number; readonly pid: number; readonly mcpUrl: string }
  | { readonly type: 'child-failed'; readonly failure: StartFailure }
  | { readonly type: 'child-exited'; readonly code: number; readonly lastLines: readonly string[] }
  | { readonly type: 'free-port-found'; readonly port: number }
  | { readonly type: 'timer' };

export type Effect =
  | { readonly type: 'spawn'; readonly port: number }
  | { readonly type: 'say-stop' | 'kill' | 'clear-timer' }
  | { readonly type: 'set-timer'; readonly ms: number }
  | { readonly type: 'find-free-port'; readonly after: number }
  /** It is not restarted by itself any more: a person has to know. */
  | { readonly type: 'gave-up'; readonly reason: CrashReason; readonly lastLines: readonly string[] };

export interface Step {
  readonly machine: Machine;
  readonly effects: readonly Effect[];
}
