/** The desktop's policy, followed as it changes; in a browser the one of the sidecar, which only its configuration changes. */
import { useCallback } from 'react';
import type { PolicyView } from '../../../../sidecar/admin/schema.ts';
import { useDesktop } from '../../context/api.tsx';
import { type Action, useAction } from '../../hooks/use-action.ts';
import { useResource } from '../../hooks/use-resource.ts';
import type { Failure } from '../../../shared/ipc/result.ts';

export interface PolicyState {
  readonly policy: PolicyView | null;
  readonly error: Failure | null;
  readonly save: Action<[PolicyView]>;
}

export function usePolicy(): PolicyState {
  const desktop = useDesktop();
  const { value, error, set } = useResource(desktop?.policy.read, desktop?.policy.onChange);
  const save = useCallback(
    async (policy: PolicyView) => {
      if (desktop !== undefined) set(await desktop.policy.save(policy));
    },
    [desktop, set],
  );
  return { policy: value, error, save: useAction(save) };
}
