/** Tells when a client was started or quit, or its settings changed, by looking every few seconds while somebody listens. */
import type { ClientStatus } from '../../../sidecar/clients/schemas.ts';

const LOOK_MS = 4000;

interface WatchParts {
  readonly list: () => Promise<ClientStatus[]>;
  readonly onChange: (clients: ClientStatus[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Returns the function that ends it. The first look is what later ones are compared with. */
export function watchClients({ list, onChange, onError }: WatchParts): () => void {
  let known: string | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const clients = await list();
      const text = JSON.stringify(clients);
      if (known !== undefined && known !== text) onChange(clients);
      known = text;
    } catch (error) {
      onError(error);
    } finally {
      looking = false;
    }
  }

  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(timer);
}
