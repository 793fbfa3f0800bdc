/**
 * The MCP clients of this computer and what was done to them while the page was open. Follows main's own re-checks, so that a
 * restarted client shows by itself.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ApplyResult, ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { toFailure } from '../../../shared/api-error.ts';
import type { ClientInstallation, ConfigureRequest } from '../../../shared/ipc/clients.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useDesktop } from '../../context/api.tsx';
import { clientKey } from '../../model/client.ts';

export interface Clients {
  /** Null until the first answer. */
  readonly list: readonly ClientStatus[] | null;
  readonly error: Failure | null;
  /** What the last configuration of each card came to. */
  readonly results: ReadonlyMap<string, ApplyResult>;
  refresh(): Promise<void>;
  apply(request: ConfigureRequest): Promise<void>;
  undo(installation: ClientInstallation): Promise<void>;
}

export function useClients(): Clients {
  const desktop = useDesktop();
  const [list, setList] = useState<readonly ClientStatus[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [results, setResults] = useState<ReadonlyMap<string, ApplyResult>>(new Map());

  const refresh = useCallback(async () => {
    if (desktop === undefined) return;
    try {
      setList(await desktop.clients.list());
      setError(null);
    } catch (thrown) {
      setError(toFailure(thrown));
    }
  }, [desktop]);

  useEffect(() => {
    if (desktop === undefined) return undefined;
    desktop.clients.list().then(setList, (thrown: unknown) => setError(toFailure(thrown)));
    return desktop.clients.onChange(setList);
  }, [desktop]);

  const apply = useCallback(
    async (request: ConfigureRequest) => {
      if (desktop === undefined) return;
      const result = await desktop.clients.apply(request);
      setResults((before) => new Map(before).set(clientKey(result), result));
      await refresh();
    },
    [desktop, refresh],
  );

  const undo = useCallback(
    async (installation: ClientInstallation) => {
      if (desktop === undefined) return;
      setList(await desktop.clients.undo(installation));
      setResults((before) => {
        const after = new Map(before);
        after.delete(clientKey(installation));
        return after;
      });
    },
    [desktop],
  );

  return { list, error, results, refresh, apply, undo };
}
