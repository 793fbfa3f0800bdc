/** The clients that are not on this computer, in a line each, with what to paste should they come. */
import type { ClientStatus } from '../../../../sidecar/clients/schemas.ts';
import { Card } from '../../components/card.tsx';
import { useLanguage } from '../../context/preferences.tsx';
import { clientKey } from '../../model/client.ts';
import { ClientTile } from './client-tile.tsx';
import { SnippetButton } from './snippet-button.tsx';

export function MissingClients({ clients }: { readonly clients: readonly ClientStatus[] }) {
  const { t } = useLanguage();
  return (
    <Card title={t('clients.missing')}>
      <ul className="clients__missing">
        {clients.map((client) => (
          <li className="row" key={clientKey(client)}>
            <ClientTile name={client.name} />
            <span className="ellipsis">{client.name}</span>
            <SnippetButton client={client.client} name={client.name} compact />
          </li>
        ))}
      </ul>
    </Card>
  );
}
