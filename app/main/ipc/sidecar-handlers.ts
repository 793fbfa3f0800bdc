/** The sidecar's process for the page: its state, and what a person can do about it. */
import type { Reconfiguration } from '../../../sidecar/clients/schemas.ts';
import type { Supervisor } from '../sidecar/supervisor.ts';
import type { HandlersOf } from './handlers.ts';

interface SidecarParts {
  readonly supervisor: Supervisor;
  readonly changePort: (port: number) => Promise<Reconfiguration>;
}

export function sidecarHandlers({ supervisor, changePort }: SidecarParts): HandlersOf<'sidecar'> {
  return {
    'sidecar.state': () => supervisor.state,
    'sidecar.start': () => supervisor.start(),
    'sidecar.stop': () => supervisor.stop(),
    'sidecar.restart': () => supervisor.restart(),
    'sidecar.changePort': ({ port }) => changePort(port),
    'sidecar.attach': () => supervisor.attach(),
    'sidecar.replace': () => supervisor.replace(),
  };
}
