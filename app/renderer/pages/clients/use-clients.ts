/**
 * The MCP clients of this computer and what was done to them while the page was open. Follows main's own re-checks, so that a
 * restarted client shows by itself.
 */
import { useCallback, useEffect, useState } from 'react';
import type { ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { toFailure } from '../../../shared/api-error.ts';
import type { ClientInstallation, ConfigureRequest } from '../../../shared/ipc/clients.ts';
import type { Failure } from '../../../shared/ipc/result.ts';
import { useDesktop } from '../../context/api.tsx';
import { clientKey, type Results, settleResults } from '../../model/client.ts';

export interface Clients {
  /** Null until the first answer. */
  readonly list: readonly ClientStatus[] | null;
  readonly error: Failure | null;
  /** What the last configuration of each card came to. */
  readonly results: Results;
  refresh(): Promise<void>;
  apply(request: ConfigureRequest): Promise<void>;
  undo(installation: ClientInstallation): Promise<void>;
}

interface Known {
  readonly list: readonly ClientStatus[] | null;
  readonly results: Results;
}

export function useClients(): Clients {
  const desktop = useDesktop();
  const [{ list, results }, setKnown] = useState<Known>({ list: null, results: new Map() });
  const [error, setError] = useState<Failure | null>(null);

  const look = useCallback((clients: readonly ClientStatus[]) => {
    setKnown((before) => ({ list: clients, results: settleResults(before.results, clients) }));
    setError(null);
  }, []);

  useEffect(() => {
    if (desktop === undefined) return undefined;
    desktop.clients.list().then(look, (thrown: unknown) => setError(toFailure(thrown)));
    return desktop.clients.onChange(look);
  }, [desktop, look]);

  const refresh = useCallback(async () => {
    if (desktop !== undefined) look(await desktop.clients.list());
  }, [desktop, look]);

  const apply = useCallback(
    async (request: ConfigureRequest) => {
      if (desktop === undefined) return;
      const result = await desktop.clients.apply(request);
      setKnown((before) => ({ ...before, results: new Map(before.results).set(clientKey(result), result) }));
      look(await desktop.clients.list());
    },
    [desktop, look],
  );

  const undo = useCallback(
    async (installation: ClientInstallation) => {
      if (desktop !== undefined) look(await desktop.clients.undo(installation));
    },
    [desktop, look],
  );

  return { list, error, results, refresh, apply, undo };
}
