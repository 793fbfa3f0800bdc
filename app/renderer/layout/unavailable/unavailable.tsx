/** Chooses the full-page notice for a sidecar that cannot be shown. */
import type { Availability } from '../../store/availability.ts';
import { Crashed } from './crashed.tsx';
import { Lost } from './lost.tsx';
import { PortBlocked } from './port-blocked.tsx';
import { Stopped } from './stopped.tsx';
import { Unauthorized } from './unauthorized.tsx';

type Unshowable = Exclude<Availability, { name: 'live' | 'stale' | 'loading' | 'starting' | 'stopping' }>;

export function Unavailable({ availability, about }: { readonly availability: Unshowable; readonly about: string }) {
  switch (availability.name) {
    case 'stopped':
      return <Stopped about={about} />;
    case 'crashed':
      return <Crashed state={availability.state} />;
    case 'port-blocked':
      return <PortBlocked state={availability.state} />;
    case 'lost':
      return <Lost error={availability.error} nextTryAt={availability.nextTryAt} />;
    case 'unauthorized':
      return <Unauthorized />;
  }
}
